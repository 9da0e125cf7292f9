package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldStatusTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final TrainingJobStatus NOTHING = TrainingJobStatus.empty();

  private static HeldStatus held(boolean placed) {
    AttemptStatus attempt =
        AttemptStatus.recorded(
            1, "job-1-0", "spot", List.of(), List.of(), "r", "w", START.toString(), null);
    return HeldStatus.held(
        null,
        NOTHING,
        recorded(
            placed
                ? attempt.withNode(
                    "node",
                    "zone-a",
                    null,
                    new AttemptStatus.Charge("1", null, null, null),
                    null,
                    START.toString())
                : attempt),
        null,
        START);
  }

  private static TrainingJobStatus recorded(AttemptStatus attempt) {
    return new TrainingJobStatus(
        null, null, null, null, List.of(), attempt, null, null, null, null, null, null, null,
        List.of(), null, null);
  }

  private static Duration left(boolean placed, int seconds, boolean rush) {
    return held(placed).left(START.plusSeconds(seconds), rush);
  }

  @Test
  void it_waits_for_the_node_for_five_seconds() {
    assertThat(left(false, 0, false)).isEqualTo(Duration.ofSeconds(5));
    assertThat(left(false, 5, false)).isZero();
    assertThat(left(true, 1, false)).isZero();
  }

  @Test
  void in_a_rush_it_waits_on_for_a_minute() {
    assertThat(left(true, 0, true)).isEqualTo(Duration.ofMinutes(1));
    assertThat(left(true, 59, true)).isEqualTo(Duration.ofSeconds(1));
    assertThat(left(true, 60, true)).isZero();
    assertThat(left(false, 60, true)).isNegative();
  }

  @Test
  void later_words_wait_no_longer() {
    HeldStatus later = HeldStatus.held(held(false), NOTHING, NOTHING, null, START.plusSeconds(4));

    assertThat(later.left(START.plusSeconds(4), false)).isEqualTo(Duration.ofSeconds(1));
    assertThat(later.follows(NOTHING)).isTrue();
  }
}
