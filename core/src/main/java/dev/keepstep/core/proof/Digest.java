package dev.keepstep.core.proof;

import dev.keepstep.core.tensor.Tensor;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A cheap hash of parameters, taken often: CRC32C over the bytes of all tensors in order, which the
 * processor computes at several gigabytes a second. Tells an accident from equality, one in 2^32
 * not; the {@link Fingerprint} at the next checkpoint tells the rest.
 */
public final class Digest {
  private static final long STRIDE = 1L << 30; // a byte buffer ends at 2 GiB

  private Digest() {}

  /** Eight lower-case hexadecimal digits. */
  public static String of(List<Tensor> tensors) {
    CRC32C crc = new CRC32C();
    for (Tensor tensor : tensors) {
      long size = tensor.data().byteSize();
      for (long at = 0; at < size; at += STRIDE) {
        crc.update(tensor.bytes(at, Math.min(STRIDE, size - at)));
      }
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
