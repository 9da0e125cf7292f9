package dev.keepstep.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartPlanTest {
  private static final long MIB = 1 << 20;

  /** Memory that is never touched, so that terabytes of it would do. */
  private static Tensor untouched(Arena arena, String name, long bytes) {
    MemorySegment memory = MemorySegment.ofAddress(64).reinterpret(bytes, arena, null);
    return new Tensor(new TensorSpec(name, DType.UINT8, List.of(bytes)), memory);
  }

  private static List<Long> sizes(List<Tensor> tensors) {
    return PartPlan.of(tensors, PartPlan.PART_TARGET).stream()
        .map(part -> part.stream().mapToLong(piece -> piece.bytes().remaining()).sum())
        .toList();
  }

  @Test
  void aLargeTensorIsCutAtItsChunks() {
    try (Arena arena = Arena.ofConfined()) {
      List<Tensor> tensors =
          List.of(untouched(arena, "a", 5 * 1024 * MIB + 3), untouched(arena, "b", 1));

      List<Long> sizes = sizes(tensors);

      assertThat(sizes).hasSize(81).startsWith(Fingerprint.CHUNK).endsWith(4L);
    }
  }

  @Test
  void smallTensorsShareParts() {
    try (Arena arena = Arena.ofConfined()) {
      List<Tensor> tensors =
          IntStream.range(0, 100).mapToObj(i -> untouched(arena, "t" + i, MIB)).toList();

      assertThat(sizes(tensors)).hasSize(13).allMatch(size -> size <= PartPlan.PART_TARGET);
    }
  }

  @Test
  void noPartIsAboveAChunkAndTheTarget() {
    try (Arena arena = Arena.ofConfined()) {
      List<Tensor> tensors =
          List.of(
              untouched(arena, "a", PartPlan.PART_TARGET - 1),
              untouched(arena, "b", 2 * Fingerprint.CHUNK));

      assertThat(sizes(tensors))
          .containsExactly(PartPlan.PART_TARGET - 1 + Fingerprint.CHUNK, Fingerprint.CHUNK);
    }
  }
}
