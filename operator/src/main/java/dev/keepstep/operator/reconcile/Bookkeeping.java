package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.apply.Applier;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.status.Costs;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps each attempt's cost on its Lease: for good once it has ended, and before status is told so,
 * since status names it no more after that; and now and then while it lives, for a status that is
 * lost. The ledger is the sum over the Leases, so nothing else need be remembered.
 */
final class Bookkeeping {
  /** What a lost status may lose of a living attempt's node time, at first and then. */
  private static final Duration FIRST = Duration.ofMinutes(1);

  private static final Duration EVERY = Duration.ofMinutes(10);

  private final TrainingJob job;
  private final Applier applier;
  private final JobMemory memory;
  private final Duration unhurried;

  /**
   * @param unhurried what is not over is kept no more often
   */
  Bookkeeping(TrainingJob job, Applier applier, JobMemory memory, Duration unhurried) {
    this.job = job;
    this.applier = applier;
    this.memory = memory;
    this.unhurried = unhurried;
  }

  /** The entries of all attempts, those that are due written down. */
  Map<Integer, AttemptCost> keep(TrainingJobStatus facts, Observation seen) {
    Map<Integer, AttemptCost> kept = new TreeMap<>(seen.costs());
    memory.costs.forEach(
        (n, own) -> kept.merge(n, own, (cached, ours) -> later(cached, ours) ? cached : ours));
    Map<Integer, AttemptCost> all = Costs.entries(facts, kept, seen.now());
    all.forEach(
        (n, entry) -> {
          if (due(kept.get(n), entry)) {
            applier.keepCost(job, entry);
            memory.costs.put(n, entry);
          }
        });
    return all;
  }

  private static boolean later(AttemptCost a, AttemptCost b) {
    return a.over() || !b.over() && a.nodeTime().compareTo(b.nodeTime()) >= 0;
  }

  private boolean due(@org.jspecify.annotations.Nullable AttemptCost kept, AttemptCost entry) {
    if (kept == null) {
      return entry.over() || entry.nodeTime().compareTo(atLeast(FIRST)) >= 0;
    }
    return !kept.over()
        && (entry.over() || entry.nodeTime().minus(kept.nodeTime()).compareTo(atLeast(EVERY)) >= 0);
  }

  private Duration atLeast(Duration time) {
    return unhurried.compareTo(time) > 0 ? unhurried : time;
  }
}
