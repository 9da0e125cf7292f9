package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.CheckpointDiff.Difference;
import dev.keepstep.core.checkpoint.CheckpointDiff.Side;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckpointDiffTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  private Side commit(long step, List<Tensor> tensors) {
    Writers.Claim claim = new Writers(store, KEYS).claim(Fixtures.writer(1, Optional.empty()));
    CheckpointWriter writer = new CheckpointWriter(store, KEYS, claim);
    writer.commit(new Snapshot(step, 0, tensors));
    CheckpointId id = new CheckpointId(step, claim.number());
    return new Side(store, KEYS, new CheckpointReader(store, KEYS).manifest(id));
  }

  private static void set(List<Tensor> tensors, int tensor, long index, float value) {
    MemorySegment data = tensors.get(tensor).data();
    data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * 4, value);
  }

  private static float get(List<Tensor> tensors, int tensor, long index) {
    return tensors.get(tensor).data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * 4);
  }

  @Test
  void twoOfTheSameStateAreIdentical() {
    CheckpointDiff diff =
        CheckpointDiff.of(commit(10, Fixtures.state(7)), commit(20, Fixtures.state(7)));

    assertThat(diff.identical()).isTrue();
    assertThat(diff.equal()).containsExactly("layer.0", "layer.1", "empty", "adam");
  }

  @Test
  void itSaysWhichTensorHowFarAndWhereFirst() {
    List<Tensor> one = Fixtures.tensors();
    List<Tensor> other = Fixtures.tensors();
    set(other, 1, 500, 0.25f);
    set(other, 1, 700, -3f);
    float next = Math.nextUp(1f);
    set(one, 0, 9, 1f);
    set(other, 0, 9, next);

    CheckpointDiff diff = CheckpointDiff.of(commit(10, one), commit(20, other));

    assertThat(diff.equal()).containsExactly("empty", "adam");
    assertThat(diff.differences()).hasSize(2);
    ElementDiff first = ((Difference.Values) diff.differences().get(0)).elements();
    assertThat(first.count()).isEqualTo(1);
    assertThat(first.first()).isEqualTo(9);
    assertThat(first.steps()).as("the next float").isEqualTo(1);
    assertThat(first.firstValues()).containsExactly(1.0, (double) next);
    ElementDiff second = ((Difference.Values) diff.differences().get(1)).elements();
    assertThat(second.count()).isEqualTo(2);
    assertThat(second.first()).isEqualTo(500);
    assertThat(second.largest()).hasValue(3);
    assertThat(second.largestAt()).isEqualTo(700);
    assertThat(get(one, 1, 700)).isZero();
  }

  @Test
  void signedZerosAndNaNsDifferAndHaveNoDistance() {
    List<Tensor> one = Fixtures.tensors();
    List<Tensor> other = Fixtures.tensors();
    set(other, 3, 0, -0f);
    set(other, 3, 1, Float.NaN);

    ElementDiff elements =
        ((Difference.Values)
                CheckpointDiff.of(commit(1, one), commit(2, other)).differences().getFirst())
            .elements();

    assertThat(elements.count()).isEqualTo(2);
    assertThat(elements.largest()).hasValue(0);
    assertThat(elements.steps()).isZero();
  }

  @Test
  void otherTensorsAreNamed() {
    List<Tensor> other = new ArrayList<>(Fixtures.tensors());
    other.set(0, Tensor.of("layer.0", DType.FLOAT32, List.of(2L), ByteBuffer.allocate(8)));
    other.remove(3);
    other.add(Tensor.of("bias", DType.FLOAT32, List.of(1L), ByteBuffer.allocate(4)));

    CheckpointDiff diff = CheckpointDiff.of(commit(1, Fixtures.tensors()), commit(2, other));

    assertThat(diff.differences())
        .satisfiesExactly(
            d -> assertThat(d).isInstanceOf(Difference.Reshaped.class),
            d ->
                assertThat(d)
                    .isEqualTo(new Difference.Missing(Fixtures.tensors().get(3).spec(), true)),
            d -> assertThat(d.name()).isEqualTo("bias"));
  }

  @Test
  void aDamagedPartIsSaidAndNotComparedAsIfItWereSound() {
    Side one = commit(1, Fixtures.state(1));
    Side other = commit(2, Fixtures.state(2));
    byte[] part = store.get(KEYS.part(other.manifest().id(), 0));
    part[3] ^= 1;
    store.put(KEYS.part(other.manifest().id(), 0), part);

    assertThatThrownBy(() -> CheckpointDiff.of(one, other))
        .isInstanceOf(CheckpointDiff.DamagedChunk.class)
        .hasMessageContaining("checkpoint 000000000002-000002: part-00000 does not verify");
  }

  /** Each type's distance to its neighbour is one, whatever the sign. */
  @Test
  void neighboursOfEachFloatingTypeAreOneStepApart() {
    assertThat(steps(DType.FLOAT64, Double.doubleToLongBits(-1.5), 8)).isEqualTo(1);
    assertThat(steps(DType.FLOAT32, Float.floatToIntBits(-1.5f), 4)).isEqualTo(1);
    assertThat(steps(DType.FLOAT16, Float.floatToFloat16(-1.5f), 2)).isEqualTo(1);
    assertThat(steps(DType.BFLOAT16, Float.floatToIntBits(-1.5f) >> 16, 2)).isEqualTo(1);
    assertThat(steps(DType.INT32, 7, 4)).isZero();
  }

  private static long steps(DType type, long bits, int bytes) {
    ByteBuffer a = ByteBuffer.allocate(bytes);
    ByteBuffer b = ByteBuffer.allocate(bytes);
    for (int i = 0; i < bytes; i++) {
      a.put(i, (byte) (bits >> 8 * i));
      b.put(i, (byte) (bits + 1 >> 8 * i));
    }
    return ElementDiff.of(type, a, b, 0).steps();
  }

  @Test
  void aPlaceIsRowMajor() {
    assertThat(ElementDiff.place(List.of(4L, 3L), 7)).containsExactly(2L, 1L);
    assertThat(ElementDiff.place(List.of(), 0)).isEmpty();
  }
}
