package dev.keepstep.trainer.checkpoint;

import java.time.Duration;

/**
 * What saves cost the steps that are done beside them: where every core is taken, a persist on
 * another thread slows the training down, and that is part of what a checkpoint costs.
 */
public final class SlowerSteps {
  private static final double SMOOTHING = 0.1;

  /** The first steps of a process are slow by themselves. */
  private static final int UNCOUNTED = 2;

  private long seen;
  private double aloneNanos;
  private double lostNanos;

  /**
   * Takes note of a step.
   *
   * @param beside whether a save was in flight when it began
   */
  public void step(Duration took, boolean beside) {
    if (++seen <= UNCOUNTED) {
      return;
    }
    double nanos = took.toNanos();
    if (!beside) {
      aloneNanos = aloneNanos == 0 ? nanos : aloneNanos + SMOOTHING * (nanos - aloneNanos);
    } else if (aloneNanos > 0) {
      lostNanos += nanos - aloneNanos;
    }
  }

  /** Time that steps took beyond those alone since this was last asked; never negative. */
  public Duration lost() {
    Duration lost = Duration.ofNanos(Math.max(0, Math.round(lostNanos)));
    lostNanos = 0;
    return lost;
  }
}
