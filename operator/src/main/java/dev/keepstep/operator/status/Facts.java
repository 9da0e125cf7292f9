package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.ResultStatus;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.PriceBook;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndOfAttempt.Completed;
import dev.keepstep.operator.observe.EndCodec;
import dev.keepstep.operator.observe.NodeFacts;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import dev.keepstep.operator.observe.Sightings;
import dev.keepstep.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was seen, written into status: nodes, notices, progress, and how attempts ended. */
public final class Facts {
  private Facts() {}

  /**
   * The status with what was seen in it. Seen again, it is the same.
   *
   * @param nodeGrace how long a node may be in trouble before its attempts are lost
   * @param book what nodes cost
   */
  public static TrainingJobStatus fold(
      TrainingJobSpec spec,
      TrainingJobStatus status,
      Observation seen,
      Duration nodeGrace,
      PriceBook book) {
    StatusDraft draft = new StatusDraft(status);
    draft.deadline = Deadlines.fold(spec, status, seen.now());
    Optional<SeenAttempt> current = seen.current().filter(a -> a.recorded().end() == null);
    if (current.isPresent() && draft.attempt != null) {
      draft.attempt = seen(draft, draft.attempt, current.get(), seen, book);
      if (current.get().lease().training()) {
        draft.progress =
            ProgressReport.of(spec, status.progress(), draft.attempt, current.get(), seen.now());
        Ledger.resumed(draft, draft.attempt);
      }
      Optional<EndOfAttempt> end = EndOfAttempt.classify(current.get().signs(), nodeGrace);
      if (end.isPresent()) {
        draft.attempt = ended(draft, draft.attempt, current.get(), end.get(), seen.now());
        Ledger.ended(draft, draft.attempt, current.get(), end.get(), seen.now());
        Zones.ended(draft, spec, draft.attempt, end.get(), seen.now());
        if (end.get() instanceof Completed) {
          completed(draft, spec, current.get());
        }
      }
    }
    Optional<SeenAttempt> standby = seen.standby().filter(a -> a.recorded().end() == null);
    if (standby.isPresent() && draft.standby != null) {
      draft.standby = seen(draft, draft.standby, standby.get(), seen, book);
      Optional<EndOfAttempt> end = EndOfAttempt.classify(standby.get().signs(), nodeGrace);
      if (end.isPresent()) {
        draft.standby = ended(draft, draft.standby, standby.get(), end.get(), seen.now());
        Ledger.ended(draft, draft.standby, standby.get(), end.get(), seen.now());
        Zones.ended(draft, spec, draft.standby, end.get(), seen.now());
      }
    }
    return draft.build();
  }

  private static AttemptStatus seen(
      StatusDraft draft,
      AttemptStatus recorded,
      SeenAttempt seen,
      Observation all,
      PriceBook book) {
    Instant now = all.now();
    AttemptStatus next = recorded;
    Optional<NodeFacts> node = seen.node();
    Optional<String> name =
        seen.pod().flatMap(PodFacts::node).or(() -> seen.noted().map(n -> n.node().name()));
    if (next.scheduledAt() == null && name.isPresent()) {
      // a node that was noted may be gone by now
      Optional<NodeFacts> its = seen.noted().map(Sightings.Placed::node).or(() -> node);
      Instant since = seen.noted().map(Sightings.Placed::at).orElse(now);
      next =
          next.withNode(
              name.get(),
              its.flatMap(NodeFacts::zone).orElse(null),
              its.flatMap(NodeFacts::instanceType).orElse(null),
              Costs.charge(book, recorded, seen.pod(), its),
              its.flatMap(NodeFacts::bootId).orElse(null),
              // of a status that was lost, the Lease knows since when
              Times.text(
                  Optional.ofNullable(all.costs().get(recorded.number()))
                      .map(AttemptCost::from)
                      .orElse(since)));
      Zones.granted(draft, next, since);
    }
    if (next.aliveAt() == null && seen.lease().alive()) {
      next = next.withAlive(Times.text(now));
    }
    if (next.trainingAt() == null && seen.lease().training()) {
      next = next.withTraining(Times.text(now), seen.lease().resumedAt().orElse(0L));
    }
    if (next.noticeSign() == null) {
      Optional<String> sign = node.stream().flatMap(n -> n.notices().stream()).sorted().findFirst();
      if (sign.isPresent()) {
        next = next.withNotice(Times.text(now), sign.get());
      }
    }
    return next;
  }

  private static AttemptStatus ended(
      StatusDraft draft, AttemptStatus attempt, SeenAttempt seen, EndOfAttempt end, Instant now) {
    Optional<TerminationMessage> message = seen.pod().flatMap(PodFacts::message);
    Long lastStep =
        message
            .map(TerminationMessage::step)
            .filter(s -> s > 0)
            .or(() -> seen.lease().step())
            .orElse(null);
    Long checkpoint =
        message
            .flatMap(TerminationMessage::checkpointStep)
            .or(() -> seen.lease().checkpointStep())
            .orElse(checkpointStep(draft.progress));
    if (draft.progress != null) {
      draft.progress = ProgressReport.stopped(draft.progress, lastStep, checkpoint);
    }
    AttemptStatus next = attempt;
    if (next.resumedAtStep() == null
        && message.flatMap(TerminationMessage::resumedAt).isPresent()) {
      next =
          next.withTraining(Times.text(now), message.flatMap(TerminationMessage::resumedAt).get());
    }
    return next.withEnd(
        EndCodec.write(
            end,
            seen.signs().exitCode().isPresent()
                ? Integer.valueOf(seen.signs().exitCode().getAsInt())
                : null,
            lastStep,
            checkpoint,
            now));
  }

  private static @Nullable Long checkpointStep(@Nullable ProgressStatus progress) {
    return progress == null ? null : progress.checkpointStep();
  }

  private static void completed(StatusDraft draft, TrainingJobSpec spec, SeenAttempt seen) {
    Optional<TerminationMessage> message = seen.pod().flatMap(PodFacts::message);
    draft.result =
        new ResultStatus(
            message
                .flatMap(TerminationMessage::fingerprint)
                .or(() -> seen.lease().fingerprint().map(Facts::withoutStep))
                .orElse(null),
            message.map(TerminationMessage::metrics).orElse(java.util.Map.of()),
            message.flatMap(TerminationMessage::result).orElse(null));
    draft.progress = ProgressReport.done(spec, draft.progress, seen, seen.lease().checkpointStep());
  }

  /** A Lease says {@code <step>:<fingerprint>}. */
  private static String withoutStep(String text) {
    return text.substring(text.indexOf(':') + 1);
  }
}
