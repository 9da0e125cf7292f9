package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.apply.Applier;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.status.Costs;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each attempt's cost on its Lease: for good once it has ended, and before status is told so,
 * since status names it no more after that; and now and then while it lives, for a status that is
 * lost. Where another attempt follows at once, its Lease is made with it: one write less. The
 * ledger is the sum over the Leases, so nothing else need be remembered.
 */
final class Bookkeeping {
  /** What a lost status may lose of a living attempt's node time, at first and then. */
  private static final Duration FIRST = Duration.ofMinutes(1);

  private static final Duration EVERY = Duration.ofMinutes(10);

  private final TrainingJob job;
  private final Applier applier;
  private final JobMemory memory;
  private final Duration unhurried;
  private final Map<Integer, AttemptCost> due = new TreeMap<>();

  /**
   * @param unhurried what is not over is kept no more often
   */
  Bookkeeping(TrainingJob job, Applier applier, JobMemory memory, Duration unhurried) {
    this.job = job;
    this.applier = applier;
    this.memory = memory;
    this.unhurried = unhurried;
  }

  /** The entries of all attempts, and which of them are due to be written down. */
  Map<Integer, AttemptCost> entries(TrainingJobStatus facts, Observation seen) {
    Map<Integer, AttemptCost> kept =
        AttemptCost.byAttempt(
            Stream.of(seen.costs().values(), memory.costs.values(), left().stream().toList())
                .flatMap(Collection::stream));
    Map<Integer, AttemptCost> all = Costs.entries(facts, kept, seen.now());
    all.forEach(
        (n, entry) -> {
          if (due(kept.get(n), entry)) {
            due.put(n, entry);
          }
        });
    return all;
  }

  /**
   * Leaves an ended attempt's entry to the Lease of the attempt that follows.
   *
   * @return it, if it is due
   */
  @Nullable AttemptCost leave(int attempt) {
    return due.remove(attempt);
  }

  /** What was left to a Lease that is not made yet. */
  Optional<AttemptCost> left() {
    return Optional.ofNullable(memory.held).map(HeldStatus::cost);
  }

  /** That Lease is there; the cache learns of it later. */
  void leftIsKept() {
    left()
        .ifPresent(
            cost -> {
              memory.costs.put(cost.attempt(), cost);
              memory.held = Objects.requireNonNull(memory.held).costKept();
            });
  }

  /** Writes down what is due, and what was left to a Lease that is not made yet. */
  void keepAll() {
    left().ifPresent(cost -> due.put(cost.attempt(), cost));
    keep();
  }

  /** Writes down what is due and was not left. */
  void keep() {
    due.values().forEach(this::keep);
    due.clear();
  }

  private void keep(AttemptCost entry) {
    applier.keepCost(job, entry);
    memory.costs.put(entry.attempt(), entry);
  }

  private boolean due(@Nullable AttemptCost kept, AttemptCost entry) {
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
