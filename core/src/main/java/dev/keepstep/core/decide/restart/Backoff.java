package dev.keepstep.core.decide.restart;

import java.time.Duration;

/**
 * How long to wait before the next attempt: not at all after an interruption or a first failure,
 * then doubling. Without jitter, since a decision must not change between two looks at one state.
 *
 * @param base the first wait that is not zero
 * @param max no wait is longer
 */
public record Backoff(Duration base, Duration max) {
  /** 10 s, 20 s, 40 s … 5 min: what was mended is taken up within five minutes. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

  public Backoff {
    if (base.isNegative() || base.isZero() || max.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "back-off from "
              + base
              + " to "
              + max
              + "; the first must be more than zero, the second no less");
    }
  }

  /** The wait after the last of these attempts ended. Worked: 3 failures in a row wait 20 s. */
  public Duration after(Tally tally) {
    if (tally.storageStreak() > 0) {
      return doubled(tally.storageStreak() - 1);
    }
    if (tally.envelopeStreak() > 1) {
      return doubled(tally.envelopeStreak() - 2);
    }
    return tally.failureStreak() > 1 ? doubled(tally.failureStreak() - 2) : Duration.ZERO;
  }

  private Duration doubled(int times) {
    // 2^30 times any base is far beyond any sensible maximum, and does not overflow
    Duration wait = base.multipliedBy(1L << Math.min(times, 30));
    return wait.compareTo(max) > 0 ? max : wait;
  }
}
