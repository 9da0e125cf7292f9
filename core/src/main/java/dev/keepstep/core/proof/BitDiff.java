package dev.keepstep.core.proof;

import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many bits differ between two states, counted and not inferred from hashes.
 *
 * @param tensors one for each tensor, in order
 */
public record BitDiff(List<Of> tensors) {
  /**
   * One tensor's.
   *
   * @param bits of its elements
   * @param differing bits that are not the same
   * @param firstIndex the first element that differs, in row-major order; empty: none does
   */
  public record Of(TensorSpec spec, long bits, long differing, OptionalLong firstIndex) {}

  public BitDiff {
    tensors = List.copyOf(tensors);
  }

  /**
   * Compares two states of one program.
   *
   * @throws IllegalArgumentException if they have not the same tensors in the same order: then
   *     there is no bit to compare with
   */
  public static BitDiff of(List<Tensor> expected, List<Tensor> found) {
    List<TensorSpec> here = expected.stream().map(Tensor::spec).toList();
    List<TensorSpec> there = found.stream().map(Tensor::spec).toList();
    if (!here.equals(there)) {
      throw new IllegalArgumentException(
          "the states have other tensors: %s and %s".formatted(here, there));
    }
    List<Of> differences = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      differences.add(of(expected.get(i), found.get(i)));
    }
    return new BitDiff(differences);
  }

  /** Bits in which two byte strings differ; what only the longer one has counts in full. */
  public static long differingBits(byte[] expected, byte[] found) {
    int both = Math.min(expected.length, found.length);
    long bits = 8L * (Math.max(expected.length, found.length) - both);
    for (int i = 0; i < both; i++) {
      bits += Integer.bitCount((expected[i] ^ found[i]) & 0xff);
    }
    return bits;
  }

  /** Bits compared in all tensors. */
  public long bits() {
    return tensors.stream().mapToLong(Of::bits).sum();
  }

  /** Bits that differ in all tensors. */
  public long differing() {
    return tensors.stream().mapToLong(Of::differing).sum();
  }

  private static Of of(Tensor expected, Tensor found) {
    MemorySegment a = expected.data();
    MemorySegment b = found.data();
    long size = a.byteSize();
    long differing = 0;
    long at = 0;
    for (; at + Long.BYTES <= size; at += Long.BYTES) {
      differing +=
          Long.bitCount(
              a.get(ValueLayout.JAVA_LONG_UNALIGNED, at)
                  ^ b.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
    }
    for (; at < size; at++) {
      differing +=
          Integer.bitCount(
              (a.get(ValueLayout.JAVA_BYTE, at) ^ b.get(ValueLayout.JAVA_BYTE, at)) & 0xff);
    }
    long first = differing == 0 ? -1 : a.mismatch(b) / expected.spec().dtype().bytes();
    return new Of(
        expected.spec(),
        8 * size,
        differing,
        first < 0 ? OptionalLong.empty() : OptionalLong.of(first));
  }
}
