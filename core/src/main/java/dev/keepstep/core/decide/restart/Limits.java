package dev.keepstep.core.decide.restart;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much may go wrong before the job has failed. Unset means without end; zero means zero.
 *
 * @param failures failures that are retried; one more fails the job
 * @param interruptions interruptions that are borne; one more fails the job
 * @param attemptsWithoutProgress attempts in a row without durable progress that count as a
 *     failure, whatever ended them; at least 1
 */
public record Limits(
    OptionalInt failures, OptionalInt interruptions, OptionalInt attemptsWithoutProgress) {

  /** No end to anything. */
  public static final Limits NONE =
      new Limits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  /**
   * Failures in a row after the same step and in the same way that are enough to stop: the next
   * attempt would train the same bits to the same end.
   */
  public static final int SAME_STEP = 2;

  public Limits {
    notNegative("limits.failures", failures);
    notNegative("limits.interruptions", interruptions);
    notNegative("limits.attemptsWithoutProgress", attemptsWithoutProgress);
    if (attemptsWithoutProgress.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "limits.attemptsWithoutProgress is 0; give 1 or more, or leave it out");
    }
  }

  public static Limits of(int failures, int interruptions, int attemptsWithoutProgress) {
    return new Limits(
        OptionalInt.of(failures),
        OptionalInt.of(interruptions),
        OptionalInt.of(attemptsWithoutProgress));
  }

  /** Which limit was gone over. */
  public enum Kind {
    FAILURES,
    SAME_STEP,
    INTERRUPTIONS
  }

  /**
   * A limit that was gone over.
   *
   * @param message one sentence with the numbers
   */
  public record Exceeded(Kind kind, String message) {}

  /** The limit that the attempts so far have gone over, if any. */
  public Optional<Exceeded> exceeded(Tally tally) {
    if (tally.sameStepFailures() >= SAME_STEP && failures.orElse(Integer.MAX_VALUE) > 0) {
      return Optional.of(
          new Exceeded(
              Kind.SAME_STEP,
              "%d failures in a row after step %d in the same way (%s): another attempt would train the same bits to the same end"
                  .formatted(tally.sameStepFailures(), tally.failedStep(), tally.lastFailure())));
    }
    if (failures.isPresent() && tally.failures() > failures.getAsInt()) {
      String last =
          tally.lastFailure().isEmpty()
              ? "attempts made no durable progress"
              : "the last: " + tally.lastFailure();
      return Optional.of(
          new Exceeded(
              Kind.FAILURES,
              "%d failures, limits.failures allows %d; %s"
                  .formatted(tally.failures(), failures.getAsInt(), last)));
    }
    if (interruptions.isPresent() && tally.interruptions() > interruptions.getAsInt()) {
      return Optional.of(
          new Exceeded(
              Kind.INTERRUPTIONS,
              "%d interruptions, limits.interruptions allows %d"
                  .formatted(tally.interruptions(), interruptions.getAsInt())));
    }
    return Optional.empty();
  }

  private static void notNegative(String field, OptionalInt value) {
    if (value.isPresent() && value.getAsInt() < 0) {
      throw new IllegalArgumentException(field + " is " + value.getAsInt() + "; give 0 or more");
    }
  }
}
