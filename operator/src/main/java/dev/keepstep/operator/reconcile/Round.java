package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Decider;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Settings;
import dev.keepstep.core.decide.Snapshot;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.CostLedger;
import dev.keepstep.operator.apply.Applier;
import dev.keepstep.operator.apply.EventPublisher;
import dev.keepstep.operator.apply.StatusWriter;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.Observer;
import dev.keepstep.operator.observe.Sightings;
import dev.keepstep.operator.observe.Snapshots;
import dev.keepstep.operator.status.Deadlines;
import dev.keepstep.operator.status.Decisions;
import dev.keepstep.operator.status.Expiry;
import dev.keepstep.operator.status.Facts;
import dev.keepstep.operator.status.History;
import dev.keepstep.operator.status.OthersConditions;
import dev.keepstep.operator.status.Outlooks;
import dev.keepstep.operator.status.Problem;
import dev.keepstep.operator.status.Rebuilt;
import dev.keepstep.operator.status.StatusReport;
import dev.keepstep.operator.status.Transitions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One look at one job, and what follows from it. Status is written first, then things are done. */
final class Round {
  /** Look again without waiting: something was written down that is now to be done. */
  static final Duration AT_ONCE = Duration.ZERO;

  private static final Duration REFUSED = Duration.ofSeconds(15);

  /** A guard, whatever events may be lost on the way. */
  private static final Duration AT_LATEST = Duration.ofMinutes(1);

  private static final Duration SETTLED = Duration.ofSeconds(1);
  private static final Duration SHORTLY = Duration.ofMillis(100);

  private TrainingJob job;
  private final EventSources view;
  private final Observer observer;
  private final Applier applier;
  private final StatusWriter writer;
  private final EventPublisher events;
  private final JobMemory memory;
  private final Sightings sightings;
  private final OperatorConfig config;
  private final Duration unhurried;
  private final Rush rush;
  private final Clock clock;

  /** Whether this look has written the status. */
  private boolean written;

  /**
   * What a turn led to.
   *
   * @param status as it is written now
   * @param again when to look again
   */
  record Turn(TrainingJobStatus status, Duration again) {}

  Round(
      TrainingJob job,
      EventSources view,
      Observer observer,
      Applier applier,
      StatusWriter writer,
      EventPublisher events,
      JobMemory memory,
      Sightings sightings,
      OperatorConfig config,
      Duration unhurried,
      Rush rush,
      Clock clock) {
    this.job = job;
    this.view = view;
    this.observer = observer;
    this.applier = applier;
    this.writer = writer;
    this.events = events;
    this.memory = memory;
    this.sightings = sightings;
    this.config = config;
    this.unhurried = unhurried;
    this.rush = rush;
    this.clock = clock;
  }

  /** The status as it is recorded; one that was erased is rebuilt. */
  TrainingJobStatus recorded() {
    TrainingJobStatus status = OthersConditions.without(job.getStatus());
    tellUnanswered(status);
    if (memory.first != null && status.equals(TrainingJobStatus.empty())) {
      return memory.first.status();
    }
    memory.first = null; // it is written, by whomever
    return status.attempt() != null ? status : rebuilt();
  }

  private TrainingJobStatus rebuilt() {
    return Rebuilt.from(
        name(),
        view.pods(job).stream().filter(this::ours).toList(),
        view.leases(job).stream().filter(this::ours).toList());
  }

  Turn turn(TrainingJobStatus status) {
    Instant now = clock.instant();
    Observation seen = observer.observe(job, status, now);
    memory.unread = seen.unread();
    if (status.attempt() == null && (rebuilt().attempt() != null || leaseToCome(seen))) {
      // another operator has just made the first attempt, whose status waits there to be written
      throw new Applier.Outdated();
    }
    if (StatusReport.finished(status)) {
      Tidying.of(job, status, seen).forEach(this::apply);
      return expiry(status, now);
    }
    TrainingJobStatus facts =
        Facts.fold(job.getSpec(), status, seen, config.nodeGrace(), config.prices());
    remember(status, facts);
    Map<Integer, AttemptCost> costs =
        new Bookkeeping(job, applier, memory, unhurried).keep(facts, seen);
    Snapshot snapshot = snapshot(facts, seen, CostLedger.of(costs.values()));
    Decision decision = decider(seen).decide(snapshot);
    TrainingJobStatus next =
        StatusReport.finish(
            job,
            Decisions.fold(name(), job.getSpec(), facts, decision, now),
            seen,
            snapshot,
            costs.values(),
            decision,
            memory.problem);
    Optional<Duration> later = write(status, next, seen);
    Tidying.of(job, next, seen).forEach(this::apply);
    return switch (decision) {
      case Decision.RecordAttempt _, Decision.Handover _ -> new Turn(next, AT_ONCE);
      case Decision.Stop _ -> new Turn(next, AT_LATEST);
      // when it may have to go, and not before the cache has this status: its version counts then
      case Decision.Complete _, Decision.Fail _ -> new Turn(next, longer(left(next, now), SETTLED));
      case Decision.Wait wait -> {
        Duration until = wait.until().map(u -> Duration.between(now, u)).orElse(AT_LATEST);
        yield new Turn(next, bounded(seen, until, later));
      }
      case Decision.Place place -> place(place, next, seen, snapshot, costs);
    };
  }

  /** A pod may be seen before its Lease, unless somebody has deleted that. */
  private boolean leaseToCome(Observation seen) {
    return seen.lastNumber() > 0 && memory.conflicts < TrainingJobReconciler.CONFLICTS;
  }

  /** A finished job stays for as long as it says. */
  private Turn expiry(TrainingJobStatus status, Instant now) {
    Duration left = left(status, now);
    if (!left.isPositive()) {
      applier.expire(job);
      return new Turn(status, AT_LATEST);
    }
    return new Turn(status, left);
  }

  /** Until a finished job is to go, or to be looked at again. */
  private Duration left(TrainingJobStatus status, Instant now) {
    Duration left =
        Expiry.at(job.getSpec(), status).map(at -> Duration.between(now, at)).orElse(AT_LATEST);
    return left.compareTo(AT_LATEST) < 0 ? left : AT_LATEST;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** A quarter of what the provider leaves: the rest is for saving, and for what comes late. */
  private Decider decider(Observation seen) {
    OperatorConfig.Placing placing = config.placement();
    return new Decider(
        Settings.DEFAULT
            .withNoticeTime(config.grace(seen.providers()).dividedBy(4))
            .withWaits(placing.afterRefusal(), placing.afterLoss(), placing.changeover())
            .withPolicy(placing.policy()));
  }

  private Snapshot snapshot(TrainingJobStatus facts, Observation seen, CostLedger ledger) {
    return Snapshots.of(
        job.getSpec(),
        facts,
        seen,
        Deadlines.planned(job.getSpec(), facts, seen.now()),
        ledger.spent(),
        Outlooks.of(job.getSpec(), facts, seen, ledger, config));
  }

  private Turn place(
      Decision.Place place,
      TrainingJobStatus status,
      Observation seen,
      Snapshot snapshot,
      Map<Integer, AttemptCost> costs) {
    Instant now = seen.now();
    AttemptStatus attempt =
        status.standby() != null && status.standby().number() == place.number()
            ? status.standby()
            : Objects.requireNonNull(status.attempt());
    Optional<Problem> problem =
        applier.place(
            job,
            Plans.of(place, status, seen, memory.unfitNodes, config, now),
            History.of(status, attempt).render(),
            () -> written || confirmed(),
            view::made);
    boolean changed = !problem.equals(memory.problem);
    memory.problem = problem;
    if (problem.isEmpty()) {
      rush.made(now);
      return new Turn(status, changed ? AT_ONCE : untilWritten(now));
    }
    if (!changed) {
      return new Turn(status, REFUSED);
    }
    TrainingJobStatus told =
        StatusReport.finish(job, status, seen, snapshot, costs.values(), place, memory.problem);
    write(status, told, seen);
    return new Turn(told, REFUSED);
  }

  /**
   * Writes the status if it says something new, and then tells it. Progress alone waits its turn,
   * and so does the first status of all.
   *
   * @return when to look again to write what waits; empty: nothing does
   */
  private Optional<Duration> write(
      TrainingJobStatus before, TrainingJobStatus after, Observation seen) {
    Instant now = seen.now();
    TrainingJobStatus told = memory.first == null ? before : TrainingJobStatus.empty();
    if (after.equals(told)) {
      return Optional.empty();
    }
    if (FirstStatus.mayWait(told, after, seen, memory.problem)) {
      memory.first = FirstStatus.held(memory.first, after, now);
      Duration left = memory.first.left(now, rush.on(now));
      if (left.isPositive()) {
        return Optional.of(left);
      }
    }
    if (Unhurried.same(told, after)) {
      Duration since = Duration.between(memory.writtenAt, now);
      if (since.compareTo(unhurried) < 0) {
        return Optional.of(unhurried.minus(since));
      }
    }
    memory.unanswered = new JobMemory.Unanswered(told, after);
    job = writer.write(job, after);
    written = true;
    memory.unanswered = null;
    memory.answered = job;
    memory.writtenAt = now;
    memory.first = null;
    events.publish(job, Transitions.between(told, after));
    return Optional.empty();
  }

  /** When to look again after an attempt was placed, of which nothing else need be heard. */
  private Duration untilWritten(Instant now) {
    return memory.first == null ? AT_LATEST : longer(memory.first.left(now, rush.on(now)), SHORTLY);
  }

  /** What was written and not answered is told when it is seen to be there. */
  private void tellUnanswered(TrainingJobStatus status) {
    JobMemory.Unanswered last = memory.unanswered;
    memory.unanswered = null;
    if (last != null && last.after().equals(status)) {
      events.publish(job, Transitions.between(last.before(), last.after()));
    }
  }

  /** Whether the API server has no newer job than the one that is looked at. */
  private boolean confirmed() {
    return view.askForJob(job)
        .filter(now -> Newest.version(now) == Newest.version(job))
        .isPresent();
  }

  private void apply(Tidying.Step step) {
    switch (step) {
      case Tidying.Step.Stop stop -> applier.stop(job, stop.pod());
      case Tidying.Step.Remove remove -> applier.remove(job, remove.pod());
      case Tidying.Step.HandOver handOver -> applier.handOver(job, handOver.attempt());
    }
  }

  /** What was learnt from an end that status has just been told of. */
  private void remember(TrainingJobStatus before, TrainingJobStatus after) {
    for (AttemptStatus ended :
        List.of(before, after).stream()
            .flatMap(s -> java.util.stream.Stream.of(s.attempt(), s.standby()))
            .filter(a -> a != null && a.end() != null)
            .distinct()
            .toList()) {
      AttemptStatus.End end = Objects.requireNonNull(ended.end());
      sightings.forget(
          job.getMetadata().getUid(),
          ended.number(),
          job.getMetadata().getNamespace() + "/" + Names.lease(name(), ended.number()));
      if (end.kind().equals("EnvelopeMismatch") && ended.node() != null) {
        memory.unfitNodes.add(ended.node());
      }
    }
  }

  private Duration bounded(Observation seen, Duration until, Optional<Duration> later) {
    Duration next = until.compareTo(AT_LATEST) < 0 ? until : AT_LATEST;
    if (later.isPresent() && later.get().compareTo(next) < 0) {
      next = later.get();
    }
    // a node in trouble is looked at again when its grace is over
    boolean trouble =
        seen.attempts()
            .anyMatch(
                a ->
                    switch (a.signs().node()) {
                      case NOT_READY, UNREACHABLE, OUT_OF_SERVICE -> true;
                      case READY, GONE, UNKNOWN -> false;
                    });
    if (trouble) {
      Duration grace =
          seen.attempts()
              .map(a -> config.nodeGrace().minus(a.signs().nodeStateAge()))
              .filter(d -> !d.isNegative())
              .min(Duration::compareTo)
              .orElse(Duration.ofSeconds(1));
      next = grace.compareTo(next) < 0 ? grace.plusMillis(50) : next;
    }
    return longer(next, SHORTLY);
  }

  private boolean ours(HasMetadata child) {
    return child.getMetadata().getLabels() != null
        && job.getMetadata().getUid().equals(child.getMetadata().getLabels().get(Labels.JOB_UID));
  }

  private String name() {
    return job.getMetadata().getName();
  }
}
