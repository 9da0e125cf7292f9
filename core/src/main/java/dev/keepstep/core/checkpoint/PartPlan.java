package dev.keepstep.core.checkpoint;

import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which bytes go into which part: chunks in order, a new part once one has 8 MiB. So hundreds of
 * small tensors become a few objects, and a large one many that travel side by side; none is above
 * 72 MiB.
 */
final class PartPlan {
  static final long PART_TARGET = 8L << 20;

  /** Some bytes of a tensor, at most {@link Fingerprint#CHUNK}. */
  record Piece(int tensor, ByteBuffer bytes) {}

  private PartPlan() {}

  /**
   * The pieces of each part.
   *
   * @param target bytes after which a new part is begun; {@link #PART_TARGET} but in tests
   */
  static List<List<Piece>> of(List<Tensor> tensors, long target) {
    List<List<Piece>> parts = new ArrayList<>();
    long filled = target;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      long size = tensor.data().byteSize();
      for (long at = 0; at < size; at += Fingerprint.CHUNK) {
        long length = Math.min(Fingerprint.CHUNK, size - at);
        if (filled >= target) {
          parts.add(new ArrayList<>());
          filled = 0;
        }
        parts.getLast().add(new Piece(i, tensor.bytes(at, length)));
        filled += length;
      }
    }
    return parts;
  }
}
