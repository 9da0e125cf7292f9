package dev.keepstep.cli.experiment;

import dev.keepstep.core.decide.money.AttemptCost;
import java.time.Duration;
import java.util.List;

/**
 * How fast a run was, as its ledger's entries tell it.
 *
 * @param step mean time of a step
 * @param changeover mean time from having a node to the first step
 * @param end what came after the last step: a checkpoint, the evaluation, the result
 */
record Pace(Duration step, Duration changeover, Duration end) {
  /** Of the run that was left alone: its one attempt's time is start, steps and end. */
  static Pace undisturbed(AttemptCost entry, long steps) {
    Duration step = entry.stepTime().orElseThrow();
    Duration end = entry.nodeTime().minus(entry.untrained()).minus(step.multipliedBy(steps));
    return new Pace(step, entry.untrained(), end.isNegative() ? Duration.ZERO : end);
  }

  /**
   * Of a run that was disturbed, where the end can't be told from what a loss took: that of the
   * undisturbed one.
   */
  static Pace of(List<AttemptCost> entries, Pace undisturbed) {
    List<AttemptCost> trained =
        entries.stream().filter(e -> e.stepTime().isPresent() && steps(e) > 0).toList();
    if (trained.isEmpty()) {
      return undisturbed;
    }
    long steps = trained.stream().mapToLong(Pace::steps).sum();
    double nanos =
        trained.stream().mapToDouble(e -> (double) e.stepTime().get().toNanos() * steps(e)).sum();
    double changeover =
        trained.stream().mapToLong(e -> e.untrained().toMillis()).average().orElseThrow();
    return new Pace(
        Duration.ofNanos(Math.round(nanos / steps)),
        Duration.ofMillis(Math.round(changeover)),
        undisturbed.end());
  }

  private static long steps(AttemptCost entry) {
    return entry.usefulSteps() + entry.recomputedSteps();
  }

  /** From the first step to the end. */
  Duration work(long steps) {
    return step.multipliedBy(steps).plus(end);
  }
}
