package dev.keepstep.core.proof;

import java.time.Duration;

/**
 * How often to take a digest. Always every 2^n steps, so that attempts that chose differently still
 * meet at the multiples of the larger choice.
 */
public final class DigestCadence {
  /** The share of training time that digests may take. */
  public static final double BUDGET = 0.005;

  private static final long MAX = 1L << 20;

  private DigestCadence() {}

  /**
   * The smallest power of two K such that a digest every K steps takes at most {@link #BUDGET}.
   * Worked: a digest of 1.5 ms and steps of 30 ms give 1.5 / 30 / 0.005 = 10, so 16.
   */
  public static long every(Duration digest, Duration step) {
    double needed = (double) digest.toNanos() / Math.max(1, step.toNanos()) / BUDGET;
    long every = 1;
    while (every < needed && every < MAX) {
      every *= 2;
    }
    return every;
  }
}
