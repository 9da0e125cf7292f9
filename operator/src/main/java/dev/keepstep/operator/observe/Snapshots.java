package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.RetriesStatus;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.decide.Attempt;
import dev.keepstep.core.decide.Attempt.Notice;
import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.CapacityPolicy;
import dev.keepstep.core.decide.JobPlan;
import dev.keepstep.core.decide.Money;
import dev.keepstep.core.decide.Outlook;
import dev.keepstep.core.decide.Placement;
import dev.keepstep.core.decide.Progress;
import dev.keepstep.core.decide.Snapshot;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.Limits;
import dev.keepstep.core.decide.restart.Tally;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What was observed, in the words in which decisions are taken. Pure. */
public final class Snapshots {
  private Snapshots() {}

  /**
   * The snapshot that the decision is taken on.
   *
   * @param status with what was observed already in it
   * @param deadline as it now stands
   * @param spent what all attempts have cost; empty: nothing had a price
   */
  public static Snapshot of(
      TrainingJobSpec spec,
      TrainingJobStatus status,
      Observation seen,
      Optional<Instant> deadline,
      Optional<Money> spent,
      Outlook outlook) {
    List<Attempt> attempts = new ArrayList<>();
    seen.current().ifPresent(a -> attempts.add(attempt(a, status.attempt(), false, seen.now())));
    seen.standby().ifPresent(a -> attempts.add(attempt(a, status.standby(), true, seen.now())));
    return new Snapshot(
        seen.now(),
        plan(spec, deadline),
        Times.parse(status.startTime()),
        attempts,
        seen.lastNumber(),
        tally(status.retries()),
        progress(status, seen),
        ZoneNotes.read(status.zones()),
        spent,
        outlook);
  }

  /** What the spec says of limits. */
  public static Limits limits(TrainingJobSpec spec) {
    return new Limits(
        OptionalInt.of(spec.limits().failures()),
        spec.limits().interruptions() == null
            ? OptionalInt.empty()
            : OptionalInt.of(spec.limits().interruptions()),
        OptionalInt.of(spec.limits().attemptsWithoutProgress()));
  }

  /** What the spec says, as far as decisions need it. */
  private static JobPlan plan(TrainingJobSpec spec, Optional<Instant> deadline) {
    Duration provision = Durations.parse(spec.capacity().provisionTimeout());
    return JobPlan.builder(spec.training().steps())
        .policy(
            switch (spec.capacity().policy()) {
              case SPOT_ONLY -> CapacityPolicy.SpotOnly;
              case SPOT_PREFERRED -> CapacityPolicy.SpotPreferred;
              case ON_DEMAND_ONLY -> CapacityPolicy.OnDemandOnly;
            })
        .zones(spec.capacity().zones())
        // zero means zero, and the smallest wait that is one is a millisecond
        .provisionTimeout(provision.isZero() ? Duration.ofMillis(1) : provision)
        .maxLifetime(Optional.ofNullable(spec.capacity().maxLifetime()).map(Durations::parse))
        .deadline(deadline)
        .budget(Optional.ofNullable(spec.budget()).map(b -> Money.of(b.amount(), b.currency())))
        .limits(limits(spec))
        .hangTimeout(Optional.of(Durations.parse(spec.limits().hangTimeout())))
        .suspend(spec.suspend())
        .standbys(!claimsVolume(spec.template()))
        .estimatedDuration(
            Optional.ofNullable(spec.training().estimatedDuration()).map(Durations::parse))
        .build();
  }

  /** A volume that one node at a time may mount rules out two attempts side by side. */
  private static boolean claimsVolume(PodTemplateSpec template) {
    return Optional.ofNullable(template.getSpec()).map(PodSpec::getVolumes).stream()
        .flatMap(List::stream)
        .anyMatch(v -> v.getPersistentVolumeClaim() != null);
  }

  private static Attempt attempt(
      SeenAttempt seen, @Nullable AttemptStatus status, boolean standby, Instant now) {
    AttemptStatus recorded = status == null ? seen.recorded() : status;
    return new Attempt(
        recorded.number(),
        new Placement(
            Capacity.ON_DEMAND.word().equals(recorded.capacity())
                ? Capacity.ON_DEMAND
                : Capacity.SPOT,
            recorded.preferredZones(),
            recorded.excludedZones()),
        Optional.ofNullable(recorded.zone()),
        standby,
        state(seen, recorded, now),
        notice(seen, recorded, now),
        StopWords.parse(recorded.stopping()));
  }

  private static State state(SeenAttempt seen, AttemptStatus recorded, Instant now) {
    Optional<EndedAttempt> ended = EndCodec.read(recorded);
    if (ended.isPresent()) {
      return new State.Ended(
          Optional.ofNullable(recorded.end()).flatMap(e -> Times.parse(e.at())).orElse(now),
          ended.get());
    }
    Instant recordedAt = Times.parse(recorded.recordedAt()).orElse(now);
    if (!seen.placed()) {
      return new State.Recorded(recordedAt);
    }
    Optional<Instant> boundAt = Times.parse(recorded.scheduledAt());
    if (boundAt.isEmpty()) {
      boolean held = seen.pod().filter(PodFacts::held).isPresent() || seen.askingSince().isEmpty();
      return new State.Asking(seen.askingSince().orElse(recordedAt), held);
    }
    if (seen.lease().training()) {
      return new State.Training(boundAt.get());
    }
    if (seen.lease().phase().filter(p -> p == Phase.WAITING).isPresent()) {
      return new State.Ready(boundAt.get());
    }
    return new State.Starting(boundAt.get());
  }

  private static Optional<Notice> notice(SeenAttempt seen, AttemptStatus recorded, Instant now) {
    if (recorded.noticeSign() != null) {
      return Optional.of(
          new Notice(recorded.noticeSign(), Times.parse(recorded.noticeAt()).orElse(now), false));
    }
    return seen.node().stream()
        .flatMap(n -> n.risks().stream())
        .sorted()
        .findFirst()
        .map(sign -> new Notice(sign, now, true));
  }

  private static Progress progress(TrainingJobStatus status, Observation seen) {
    ProgressStatus told = status.progress();
    Optional<SeenAttempt> training = seen.current().filter(a -> a.lease().training());
    return new Progress(
        told == null ? 0 : told.step(),
        told == null || told.checkpointStep() == null ? 0 : told.checkpointStep(),
        training.flatMap(a -> a.lease().stepTime()),
        training.map(SeenAttempt::movedAt),
        training.map(SeenAttempt::beatAt));
  }

  /** The tally as status keeps it. */
  public static Tally tally(@Nullable RetriesStatus retries) {
    if (retries == null) {
      return Tally.NONE;
    }
    return new Tally(
        retries.failures(),
        retries.interruptions(),
        retries.failureStreak(),
        retries.storageStreak(),
        retries.envelopeStreak(),
        retries.withoutProgress(),
        retries.sameStepFailures(),
        retries.failedStep() == null ? -1 : retries.failedStep(),
        retries.lastFailure() == null ? "" : retries.lastFailure());
  }
}
