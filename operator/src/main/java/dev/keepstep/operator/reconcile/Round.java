package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.decide.Decider;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Settings;
import dev.keepstep.core.decide.Snapshot;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.CostLedger;
import dev.keepstep.operator.apply.Applier;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.Observer;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
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
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One look at one job, and what follows from it. What is decided is recorded first, in the status
 * or on the Lease of a new attempt, then it is done.
 */
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
  private final Telling telling;
  private final JobMemory memory;
  private final Sightings sightings;
  private final OperatorConfig config;
  private final Duration unhurried;
  private final Rush rush;
  private final Clock clock;

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
      Telling telling,
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
    this.telling = telling;
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
    telling.tellUnanswered(status);
    if (memory.held != null && memory.held.follows(status)) {
      return memory.held.status();
    }
    memory.held = null; // it is written, by whomever
    return rebuilt(status);
  }

  /** With what only the Leases say: an operator may have died before it wrote the status. */
  private TrainingJobStatus rebuilt(TrainingJobStatus status) {
    return Rebuilt.from(
        name(),
        status,
        view.pods(job).stream().filter(this::ours).toList(),
        view.leases(job).stream().filter(this::ours).toList());
  }

  Turn turn(TrainingJobStatus status) {
    Instant now = clock.instant();
    Observation seen = observer.observe(job, status, now);
    memory.unread = seen.unread();
    // of a pod that was found running no event comes
    seen.current()
        .flatMap(SeenAttempt::pod)
        .filter(PodFacts::started)
        .ifPresent(p -> rush.started(job.getMetadata().getUid(), p.attempt()));
    Bookkeeping book = new Bookkeeping(job, applier, memory, unhurried);
    if (StatusReport.finished(status)) {
      TrainingJobStatus answer = StatusReport.answering(job, status);
      tell(status, answer, seen, book);
      Tidying.of(job, answer, seen).forEach(this::apply);
      return expiry(answer, now);
    }
    if (rebuilt(status).newestAttempt() > status.newestAttempt() || leaseToCome(status, seen)) {
      // another operator has just made an attempt, whose status waits there to be written
      throw new Applier.Outdated();
    }
    TrainingJobStatus facts =
        Facts.fold(job.getSpec(), status, seen, config.nodeGrace(), config.prices());
    remember(status, facts);
    Map<Integer, AttemptCost> costs = book.entries(facts, seen);
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
    Optional<Duration> later = tell(status, next, seen, book);
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
      case Decision.Place place -> place(place, next, seen, snapshot, costs, book);
    };
  }

  /** A pod may be seen before its Lease, unless somebody has deleted that. */
  private boolean leaseToCome(TrainingJobStatus status, Observation seen) {
    return seen.lastNumber() > status.newestAttempt()
        && memory.conflicts < TrainingJobReconciler.CONFLICTS;
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
      Map<Integer, AttemptCost> costs,
      Bookkeeping book) {
    Instant now = seen.now();
    AttemptStatus attempt =
        status.standby() != null && status.standby().number() == place.number()
            ? status.standby()
            : Objects.requireNonNull(status.attempt());
    if (memory.held != null && attempt.number() > 1 && !confirmed()) {
      // no write of the status has shown that this is the newest spec, which the pod must follow
      throw new Applier.Outdated();
    }
    AtomicBoolean behind = new AtomicBoolean();
    Optional<Problem> problem =
        applier.place(
            job,
            Plans.of(place, status, seen, memory.unfitNodes, config, now),
            notes(status, attempt, book),
            () -> telling.written() || confirmed(),
            view::made,
            pod -> {
              view.made(pod);
              behind.set(true);
            });
    boolean changed = !problem.equals(memory.problem);
    memory.problem = problem;
    if (problem.isEmpty()) {
      rush.made(job.getMetadata().getUid(), place.number(), now);
      book.leftIsKept();
      // a pod that was there may have come far, and no event of it need come
      Duration again =
          behind.get()
              ? SETTLED
              : telling.waits(now).map(left -> longer(left, SHORTLY)).orElse(AT_LATEST);
      return new Turn(status, changed ? AT_ONCE : again);
    }
    if (!changed) {
      return new Turn(status, REFUSED);
    }
    TrainingJobStatus told =
        StatusReport.finish(job, status, seen, snapshot, costs.values(), place, memory.problem);
    tell(status, told, seen, book);
    return new Turn(told, REFUSED);
  }

  /** What the attempt's Lease is made with. */
  private static Map<String, String> notes(
      TrainingJobStatus status, AttemptStatus attempt, Bookkeeping book) {
    Map<String, String> notes = new TreeMap<>();
    notes.put(Labels.HISTORY_ANNOTATION, History.of(status, attempt).render());
    book.left().ifPresent(cost -> notes.put(LeaseKeys.PREVIOUS_COST, cost.render()));
    return notes;
  }

  private Optional<Duration> tell(
      TrainingJobStatus before, TrainingJobStatus after, Observation seen, Bookkeeping book) {
    Optional<Duration> later = telling.tell(before, after, seen, book);
    job = telling.job();
    return later;
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
