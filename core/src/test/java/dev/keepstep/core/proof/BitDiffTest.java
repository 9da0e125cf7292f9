package dev.keepstep.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BitDiffTest {
  private static Tensor tensor(String name, byte[] bytes) {
    return Tensor.of(name, DType.INT16, List.of(bytes.length / 2L), ByteBuffer.wrap(bytes));
  }

  @Property
  void eachFlippedBitIsCountedOnceAndTheFirstElementNamed(
      @ForAll @Size(min = 2, max = 64) byte[] half, @ForAll @IntRange(max = 1023) int flip) {
    byte[] bytes = new byte[half.length * 2];
    System.arraycopy(half, 0, bytes, half.length, half.length);
    byte[] other = bytes.clone();
    int bit = flip % (bytes.length * 8);
    other[bit / 8] ^= (byte) (1 << (bit % 8));

    BitDiff diff =
        BitDiff.of(
            List.of(tensor("a", bytes), tensor("b", bytes)),
            List.of(tensor("a", bytes), tensor("b", other)));

    assertThat(diff.bits()).isEqualTo(2L * 8 * bytes.length);
    assertThat(diff.differing()).isOne();
    assertThat(diff.tensors().getFirst().firstIndex()).isEmpty();
    assertThat(diff.tensors().getLast().firstIndex()).hasValue(bit / 16);
    assertThat(BitDiff.differingBits(bytes, other)).isOne();
  }

  @Test
  void statesOfOtherTensorsAreNotCompared() {
    assertThatThrownBy(
            () -> BitDiff.of(List.of(tensor("a", new byte[4])), List.of(tensor("a", new byte[6]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a int16[2]")
        .hasMessageContaining("a int16[3]");
  }

  @Test
  void whatOnlyTheLongerFileHasDiffersInEachBit() {
    assertThat(BitDiff.differingBits(new byte[] {1}, new byte[] {1, 0, 0})).isEqualTo(16);
  }
}
