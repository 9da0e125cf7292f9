package dev.keepstep.core.proof;

import static dev.keepstep.core.proof.TrailEntry.Kind.DIGEST;
import static dev.keepstep.core.proof.TrailEntry.Kind.FINGERPRINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.json.JsonException;
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
