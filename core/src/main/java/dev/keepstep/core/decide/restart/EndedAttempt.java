package dev.keepstep.core.decide.restart;

/**
 * An attempt that has ended, as far as limits are concerned.
 *
 * @param number which, from 1
 * @param end how it ended
 * @param resumedStep step at which it began to train
 * @param lastStep last step it reported as finished; {@code resumedStep} if it finished none
 * @param durableBefore newest checkpoint's step when it began
 * @param durableAfter newest checkpoint's step when it had ended
 */
public record EndedAttempt(
    int number,
    EndOfAttempt end,
    long resumedStep,
    long lastStep,
    long durableBefore,
    long durableAfter) {

  /** Whether more work was durable after it than before. */
  public boolean progressed() {
    return durableAfter > durableBefore;
  }
}
