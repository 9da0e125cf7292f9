package dev.keepstep.core.decide.interval;

import java.time.Duration;

/** The checkpoint interval that loses least time to checkpoints and to recomputed work together. */
public final class CheckpointInterval {
  private CheckpointInterval() {}

  /**
   * The interval of higher order in cost / mtbi.
   *
   * <p>Source: J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart
   * dumps", Future Generation Computer Systems 22 (2006), eq. 37. Worked: a cost of 5 min gives
   * 116.69 min for 24 h between interruptions, 56.71 min for 6 h and 9.14 min for 15 min.
   *
   * @param cost training time that one checkpoint takes (the stall), more than zero
   * @param mtbi mean time between interruptions, more than zero
   * @return training time between two checkpoints, the checkpoint itself not counted
   * @throws IllegalArgumentException if either is not more than zero
   */
  public static Duration daly(Duration cost, Duration mtbi) {
    double delta = positive("cost", cost);
    double m = positive("mtbi", mtbi);
    if (delta >= 2 * m) {
      return mtbi;
    }
    double x = delta / (2 * m);
    double seconds = Math.sqrt(2 * delta * m) * (1 + Math.sqrt(x) / 3 + x / 9) - delta;
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /**
   * The same, but never below the time that a persist takes, since one is in flight at a time.
   *
   * @param persist time from the copy in memory to the committed manifest
   */
  public static Duration automatic(Duration cost, Duration mtbi, Duration persist) {
    Duration best = daly(cost, mtbi);
    return best.compareTo(persist) < 0 ? persist : best;
  }

  /**
   * The mean time between interruptions, from a prior and what was seen: the prior weighs as much
   * as one interruption, so an hour without any does not mean that there will be none.
   *
   * @param prior expected before anything was seen, more than zero
   * @param observed time that was trained on such capacity
   * @param interruptions how many came in that time
   */
  public static Duration meanTimeBetweenInterruptions(
      Duration prior, Duration observed, int interruptions) {
    positive("prior", prior);
    if (observed.isNegative() || interruptions < 0) {
      throw new IllegalArgumentException(
          "observed "
              + observed
              + " with "
              + interruptions
              + " interruptions; neither may be negative");
    }
    return prior.plus(observed).dividedBy(1L + interruptions);
  }

  private static double positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be more than zero");
    }
    return value.toNanos() / 1e9;
  }
}
