package dev.keepstep.core.decide.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.decide.restart.EndOfAttempt.EnvelopeMismatch;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failure;
import dev.keepstep.core.decide.restart.EndOfAttempt.FailureKind;
import dev.keepstep.core.decide.restart.EndOfAttempt.Interruption;
import dev.keepstep.core.decide.restart.EndOfAttempt.StorageUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Limits LIMITS = Limits.of(3, 100, 5);
  private static final EndOfAttempt FAILED =
      new Failure(FailureKind.EXIT, OptionalInt.of(70), Optional.empty());
  private static final EndOfAttempt TAKEN =
      new Interruption(InterruptionCause.RECLAIMED, "n", Optional.of(true));
  private static final EndOfAttempt MOVED =
      new Interruption(InterruptionCause.MOVED, "stopped by Keepstep", Optional.of(true));

  @Test
  void interruptionsDoNotSpendFailures() {
    List<EndedAttempt> attempts = new ArrayList<>();
    for (int i = 1; i <= 90; i++) {
      attempts.add(progressing(i, TAKEN));
    }

    Tally tally = Tally.of(attempts, LIMITS);

    assertThat(tally.interruptions()).isEqualTo(90);
    assertThat(tally.failures()).isZero();
    assertThat(LIMITS.exceeded(tally)).isEmpty();
  }

  @Test
  void failuresDoNotSpendInterruptions() {
    Tally tally = Tally.of(List.of(progressing(1, FAILED), progressing(2, FAILED)), LIMITS);

    assertThat(tally.failures()).isEqualTo(2);
    assertThat(tally.interruptions()).isZero();
  }

  @Test
  void ownMovesCountForNothing() {
    Tally tally = Tally.of(List.of(fruitless(1, MOVED), fruitless(2, MOVED)), Limits.of(0, 0, 1));

    assertThat(tally.interruptions()).isZero();
    assertThat(Limits.of(0, 0, 1).exceeded(tally)).isEmpty();
  }

  @Test
  void oneFailureMoreThanAllowedFailsTheJob() {
    List<EndedAttempt> three =
        List.of(progressing(1, FAILED), progressing(2, FAILED), progressing(3, FAILED));
    List<EndedAttempt> four = new ArrayList<>(three);
    four.add(progressing(4, FAILED));

    assertThat(LIMITS.exceeded(Tally.of(three, LIMITS))).isEmpty();
    assertThat(LIMITS.exceeded(Tally.of(four, LIMITS)))
        .hasValueSatisfying(
            e ->
                assertThat(e.message())
                    .isEqualTo(
                        "4 failures, limits.failures allows 3; the last: the trainer failed (exit 70)"));
  }

  @Test
  void zeroMeansZeroAndUnsetMeansNoEnd() {
    Tally one = Tally.of(List.of(progressing(1, FAILED)), LIMITS);

    assertThat(Limits.of(0, 0, 1).exceeded(one)).isPresent();
    assertThat(Limits.NONE.exceeded(new Tally(999, 9999, 0, 0, 0, 0, 1, -1, ""))).isEmpty();
  }

  @Test
  void fruitlessAttemptsCountAsOneFailureWhateverEndedThem() {
    List<EndedAttempt> attempts = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      attempts.add(fruitless(i, TAKEN));
    }

    Tally tally = Tally.of(attempts, LIMITS);

    assertThat(tally.failures()).isEqualTo(4); // 20 attempts, 5 count as one
    assertThat(tally.interruptions()).isEqualTo(20);
    assertThat(LIMITS.exceeded(tally))
        .hasValueSatisfying(e -> assertThat(e.message()).contains("no durable progress"));
  }

  @Test
  void progressEndsTheStreak() {
    List<EndedAttempt> attempts = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      attempts.add(i % 4 == 0 ? progressing(i, TAKEN) : fruitless(i, TAKEN));
    }

    assertThat(Tally.of(attempts, LIMITS).failures()).isZero();
  }

  @Test
  void theSameFailureAfterTheSameStepStopsEarly() {
    EndedAttempt first = new EndedAttempt(1, FAILED, 0, 137, 0, 100);
    EndedAttempt second = new EndedAttempt(2, FAILED, 100, 137, 100, 100);

    assertThat(LIMITS.exceeded(Tally.of(List.of(first), LIMITS))).isEmpty();
    assertThat(LIMITS.exceeded(Tally.of(List.of(first, second), LIMITS)))
        .hasValueSatisfying(
            e -> {
              assertThat(e.kind()).isEqualTo(Limits.Kind.SAME_STEP);
              assertThat(e.message()).startsWith("2 failures in a row after step 137");
            });
  }

  @Test
  void failuresBeforeAnyStepPointAtNoStep() {
    EndedAttempt first = new EndedAttempt(1, FAILED, 0, 0, 0, 0);
    EndedAttempt second = new EndedAttempt(2, FAILED, 0, 0, 0, 0);

    assertThat(LIMITS.exceeded(Tally.of(List.of(first, second), LIMITS))).isEmpty();
  }

  @Test
  void storageAndEnvelopeCountForNothing() {
    List<EndedAttempt> attempts = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      attempts.add(
          fruitless(
              i, i % 2 == 0 ? new StorageUnavailable(Optional.empty()) : new EnvelopeMismatch()));
    }

    Tally tally = Tally.of(attempts, LIMITS);

    assertThat(tally.failures()).isZero();
    assertThat(tally.interruptions()).isZero();
    assertThat(tally.withoutProgress()).isZero();
  }

  @Test
  void theFirstReplacementIsImmediateThenWaitsDouble() {
    Backoff backoff = Backoff.DEFAULT;
    List<Duration> waits = new ArrayList<>();
    List<EndedAttempt> attempts = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      attempts.add(fruitless(i, FAILED));
      waits.add(backoff.after(Tally.of(attempts, Limits.NONE)));
    }

    assertThat(waits.stream().map(Duration::toSeconds))
        .containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
  }

  @Test
  void interruptionsNeverWait() {
    List<EndedAttempt> attempts = List.of(progressing(1, TAKEN), progressing(2, TAKEN));

    assertThat(Backoff.DEFAULT.after(Tally.of(attempts, LIMITS))).isZero();
  }

  @Test
  void storageWaitsFromTheFirstAndNoLongerThanFiveMinutes() {
    List<EndedAttempt> attempts = new ArrayList<>();
    attempts.add(fruitless(1, new StorageUnavailable(Optional.empty())));
    assertThat(Backoff.DEFAULT.after(Tally.of(attempts, LIMITS)).toSeconds()).isEqualTo(10);
    for (int i = 2; i <= 60; i++) {
      attempts.add(fruitless(i, new StorageUnavailable(Optional.empty())));
    }
    assertThat(Backoff.DEFAULT.after(Tally.of(attempts, LIMITS)).toMinutes()).isEqualTo(5);
  }

  @Property
  void theOrderOfTheListDoesNotMatter(@ForAll @IntRange(max = 1000) int seed) {
    List<EndedAttempt> attempts = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 1; i <= 12; i++) {
      EndOfAttempt end = random.nextBoolean() ? FAILED : random.nextBoolean() ? TAKEN : MOVED;
      attempts.add(random.nextBoolean() ? fruitless(i, end) : progressing(i, end));
    }
    Tally tally = Tally.of(attempts, LIMITS);

    Collections.shuffle(attempts, random);

    assertThat(Tally.of(attempts, LIMITS)).isEqualTo(tally);
  }

  @Test
  void nonsenseIsRefusedByName() {
    assertThatThrownBy(() -> Limits.of(-1, 0, 1))
        .hasMessage("limits.failures is -1; give 0 or more");
    assertThatThrownBy(() -> Limits.of(1, 1, 0)).hasMessageContaining("attemptsWithoutProgress");
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("more than zero");
  }

  private static EndedAttempt progressing(int number, EndOfAttempt end) {
    return new EndedAttempt(
        number, end, number * 10L, number * 10L + 7 + number, number * 10L, number * 10L + 5);
  }

  private static EndedAttempt fruitless(int number, EndOfAttempt end) {
    return new EndedAttempt(number, end, 100, 100, 100, 100);
  }
}
