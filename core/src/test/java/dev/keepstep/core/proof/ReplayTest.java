package dev.keepstep.core.proof;

import static dev.keepstep.core.proof.TrailEntry.Kind.DIGEST;
import static dev.keepstep.core.proof.TrailEntry.Kind.FINGERPRINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static TrailEntry digest(int writer, long step, String value) {
    return new TrailEntry(writer, step, DIGEST, value);
  }

  private static final Trail RECORDED =
      new Trail(
          List.of(
              digest(1, 48, "c"),
              digest(1, 16, "a"),
              digest(1, 32, "b"),
              new TrailEntry(1, 32, FINGERPRINT, "F")),
          List.of());

  @Test
  void withNothingToCompareItIsUnknown() {
    ReplayCheck check = new ReplayCheck(RECORDED);

    assertThat(check.observe(digest(2, 64, "d"))).isEqualTo(new ReplayVerdict.Unknown());
    assertThat(check.observe(digest(1, 16, "x")))
        .as("a writer's own entries are no replay")
        .isEqualTo(new ReplayVerdict.Unknown());
  }

  @Test
  void equalStepsAreCounted() {
    ReplayCheck check = new ReplayCheck(RECORDED);

    check.observe(digest(2, 16, "a"));
    check.observe(digest(2, 32, "b"));
    ReplayVerdict verdict = check.observe(new TrailEntry(2, 32, FINGERPRINT, "F"));

    assertThat(verdict).isEqualTo(new ReplayVerdict.Same(3, 16, 32));
  }

  @Test
  void theFirstStepThatDiffersIsTheVerdict() {
    ReplayCheck check = new ReplayCheck(RECORDED);

    check.observe(digest(2, 16, "a"));
    check.observe(digest(2, 32, "B"));
    ReplayVerdict verdict = check.observe(digest(2, 48, "C"));

    assertThat(verdict)
        .isEqualTo(new ReplayVerdict.Differs(digest(1, 32, "b"), digest(2, 32, "B"), 1));
    assertThat(((ReplayVerdict.Differs) verdict).step()).isEqualTo(32);
  }

  @Test
  void aWholeTrailHasAVerdict() {
    assertThat(RECORDED.verdict()).isEqualTo(new ReplayVerdict.Unknown());
    assertThat(
            new Trail(
                    List.of(
                        digest(3, 16, "a"),
                        digest(1, 16, "a"),
                        digest(2, 32, "b"),
                        digest(3, 32, "z")),
                    List.of())
                .verdict())
        .isEqualTo(new ReplayVerdict.Differs(digest(2, 32, "b"), digest(3, 32, "z"), 1));
  }

  @Test
  void anEntryIsOneLineOfJson() {
    TrailEntry entry = new TrailEntry(7, 32, FINGERPRINT, "ff");

    assertThat(entry.toLine()).isEqualTo("{\"step\":32,\"fingerprint\":\"ff\"}");
    assertThat(TrailEntry.parse(7, entry.toLine())).isEqualTo(entry);
    assertThatThrownBy(() -> TrailEntry.parse(7, "{\"step\":3}")).isInstanceOf(JsonException.class);
  }

  @Test
  void aDigestTellsTheFirstTensorThatDiffers() {
    Tensor a = tensor("a", 1);
    Tensor b = tensor("b", 2);
    Tensor c = tensor("c", 3);
    Digest digest = Digest.take(List.of(a, b, c));
    Digest other = Digest.take(List.of(a, tensor("b", 9), c));
    TrailEntry here = new TrailEntry(1, 8, DIGEST, digest.value(), digest.running());
    TrailEntry there = new TrailEntry(2, 8, DIGEST, other.value(), other.running());

    assertThat(digest.value()).isEqualTo(Digest.of(List.of(a, b, c))).isNotEqualTo(other.value());
    assertThat(here.firstTensorApart(there)).hasValue(1);
    assertThat(here.firstTensorApart(here)).isEmpty();
    assertThat(TrailEntry.parse(1, here.toLine())).isEqualTo(here);
    assertThat(here.firstTensorApart(digest(2, 8, "other")))
        .as("an entry without tensors tells nothing")
        .isEmpty();
  }

  private static Tensor tensor(String name, int value) {
    byte[] bytes = {(byte) value, 0, 0, 7};
    return Tensor.of(name, DType.UINT8, List.of(4L), ByteBuffer.wrap(bytes));
  }

  @Test
  void whatComesBehindADifferenceIsStillCounted() {
    ReplayCheck check = new ReplayCheck(RECORDED);
    check.observe(digest(2, 16, "A"));
    check.observe(digest(2, 32, "b"));
    assertThat(check.compared()).isEqualTo(2);
    assertThat(check.equal()).isEqualTo(1);
  }

  @Property
  void digestsStayWithinTheirBudgetAtEveryCadence(
      @ForAll @IntRange(max = 50_000_000) int digestNanos,
      @ForAll @IntRange(min = 100_000, max = 2_000_000_000) int stepNanos) {
    long every = DigestCadence.every(Duration.ofNanos(digestNanos), Duration.ofNanos(stepNanos));

    assertThat(Long.bitCount(every)).as("a power of two").isOne();
    assertThat((double) digestNanos).isLessThanOrEqualTo(DigestCadence.BUDGET * every * stepNanos);
    if (every > 1) {
      assertThat((double) digestNanos)
          .as("and no larger than needed")
          .isGreaterThan(DigestCadence.BUDGET * every / 2 * stepNanos);
    }
  }

  @Test
  void theWorkedExample() {
    assertThat(DigestCadence.every(Duration.ofNanos(1_500_000), Duration.ofMillis(30)))
        .isEqualTo(16);
  }
}
