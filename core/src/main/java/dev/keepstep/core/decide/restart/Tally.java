package dev.keepstep.core.decide.restart;

import dev.keepstep.core.decide.restart.EndOfAttempt.Completed;
import dev.keepstep.core.decide.restart.EndOfAttempt.EnvelopeMismatch;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failed;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failure;
import dev.keepstep.core.decide.restart.EndOfAttempt.Interruption;
import dev.keepstep.core.decide.restart.EndOfAttempt.StorageUnavailable;
import java.util.Comparator;
import java.util.List;

/**
 * What limits need to know of all attempts so far. Failures and interruptions have a counter each
 * and never share one. Folded attempt by attempt, so it can be kept or counted anew from whatever
 * records survived.
 *
 * @param failures attempts that failed, and streaks without progress that count as one
 * @param interruptions attempts interrupted by others; Keepstep's own moves do not count
 * @param failureStreak failures in a row without durable progress between them
 * @param storageStreak attempts in a row that found no storage
 * @param envelopeStreak attempts in a row on nodes that could not give the run's bits
 * @param withoutProgress attempts in a row that made no durable progress
 * @param sameStepFailures failures in a row that ended the same way after the same step
 * @param failedStep the step after which the last failure came; -1 if none
 * @param lastFailure words of the last failure; empty if none
 */
public record Tally(
    int failures,
    int interruptions,
    int failureStreak,
    int storageStreak,
    int envelopeStreak,
    int withoutProgress,
    int sameStepFailures,
    long failedStep,
    String lastFailure) {

  /** Of a job that has had no attempt. */
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, -1, "");

  /**
   * Counts ended attempts in the order of their numbers, whatever order the list has.
   *
   * @param attemptsWithoutProgress after how many fruitless attempts in a row a failure is counted
   */
  public static Tally of(List<EndedAttempt> attempts, Limits limits) {
    Tally tally = NONE;
    for (EndedAttempt attempt :
        attempts.stream().sorted(Comparator.comparingInt(EndedAttempt::number)).toList()) {
      tally = tally.after(attempt, limits);
    }
    return tally;
  }

  /** With one more attempt. */
  public Tally after(EndedAttempt attempt, Limits limits) {
    Tally counted =
        switch (attempt.end()) {
          case Completed _, Failed _ -> this;
          case StorageUnavailable _ ->
              with(failures, interruptions, failureStreak, storageStreak + 1, 0, withoutProgress);
          case EnvelopeMismatch _ ->
              with(failures, interruptions, failureStreak, 0, envelopeStreak + 1, withoutProgress);
          case Failure failure -> failed(attempt, failure);
          case Interruption interruption ->
              interruption.cause().planned()
                  ? with(failures, interruptions, failureStreak, 0, 0, withoutProgress)
                  : with(failures, interruptions + 1, failureStreak, 0, 0, withoutProgress + 1);
        };
    if (attempt.progressed()) {
      return counted.with(
          counted.failures,
          counted.interruptions,
          attempt.end() instanceof Failure ? 1 : 0,
          counted.storageStreak,
          counted.envelopeStreak,
          0);
    }
    int fruitless = limits.attemptsWithoutProgress().orElse(Integer.MAX_VALUE);
    if (counted.withoutProgress > 0 && counted.withoutProgress >= fruitless) {
      // a failure that this attempt already counted is not counted twice
      int extra = attempt.end() instanceof Failure ? 0 : 1;
      return counted.with(
          counted.failures + extra,
          counted.interruptions,
          counted.failureStreak + extra,
          counted.storageStreak,
          counted.envelopeStreak,
          0);
    }
    return counted;
  }

  private Tally failed(EndedAttempt attempt, Failure failure) {
    // only a failure that came after training something points at a step: one that came in the
    // first seconds may be the node's or the network's
    boolean atAStep = attempt.lastStep() > attempt.resumedStep();
    boolean same =
        atAStep && attempt.lastStep() == failedStep && failure.words().equals(lastFailure);
    return new Tally(
        failures + 1,
        interruptions,
        failureStreak + 1,
        0,
        0,
        withoutProgress + 1,
        same ? sameStepFailures + 1 : 1,
        atAStep ? attempt.lastStep() : -1,
        failure.words());
  }

  private Tally with(
      int failures,
      int interruptions,
      int failureStreak,
      int storage,
      int envelope,
      int fruitless) {
    return new Tally(
        failures,
        interruptions,
        failureStreak,
        storage,
        envelope,
        fruitless,
        sameStepFailures,
        failedStep,
        lastFailure);
  }
}
