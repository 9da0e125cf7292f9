package dev.keepstep.core.proof;

import dev.keepstep.core.tensor.Tensor;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * A cheap hash of parameters, taken often: CRC32C over the bytes of all tensors in order, which the
 * processor computes at several gigabytes a second. Tells an accident from equality, one in 2^32
 * not; the {@link Fingerprint} at the next checkpoint tells the rest.
 *
 * @param value CRC32C of all bytes, eight lower-case hexadecimal digits
 * @param running the last four digits of the CRC32C after each tensor, one after another: where two
 *     of them part is the first tensor that differs. Empty for more than {@link #MOST} tensors,
 *     whose trail would grow too long
 */
public record Digest(String value, String running) {
  /** Up to so many tensors are told apart. */
  public static final int MOST = 512;

  static final int DIGITS = 4;

  private static final long STRIDE = 1L << 30; // a byte buffer ends at 2 GiB

  /** Of tensors in memory, in their order. */
  public static Digest take(List<Tensor> tensors) {
    CRC32C crc = new CRC32C();
    StringBuilder running = new StringBuilder();
    for (Tensor tensor : tensors) {
      long size = tensor.data().byteSize();
      for (long at = 0; at < size; at += STRIDE) {
        crc.update(tensor.bytes(at, Math.min(STRIDE, size - at)));
      }
      if (tensors.size() <= MOST) {
        running.append(HexFormat.of().toHexDigits((short) crc.getValue()));
      }
    }
    return new Digest(HexFormat.of().toHexDigits((int) crc.getValue()), running.toString());
  }

  /** The value alone. */
  public static String of(List<Tensor> tensors) {
    return take(tensors).value();
  }

  /**
   * The first place at which two running values part; empty if they do not, or cannot be compared.
   */
  static OptionalInt firstApart(String running, String other) {
    if (running.length() != other.length()) {
      return OptionalInt.empty();
    }
    for (int at = 0; at < running.length(); at += DIGITS) {
      if (!running.regionMatches(at, other, at, DIGITS)) {
        return OptionalInt.of(at / DIGITS);
      }
    }
    return OptionalInt.empty();
  }
}
