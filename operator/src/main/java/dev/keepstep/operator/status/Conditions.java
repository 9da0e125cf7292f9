package dev.keepstep.operator.status;

import static dev.keepstep.api.v1alpha1.ConditionType.BUDGET_EXHAUSTED;
import static dev.keepstep.api.v1alpha1.ConditionType.COMPLETE;
import static dev.keepstep.api.v1alpha1.ConditionType.DEADLINE_AT_RISK;
import static dev.keepstep.api.v1alpha1.ConditionType.FAILED;
import static dev.keepstep.api.v1alpha1.ConditionType.PLACED;
import static dev.keepstep.api.v1alpha1.ConditionType.PROGRESS_REPORTED;
import static dev.keepstep.api.v1alpha1.ConditionType.REPRODUCIBLE;
import static dev.keepstep.api.v1alpha1.ConditionType.STORAGE_READY;
import static dev.keepstep.api.v1alpha1.ConditionType.SUSPENDED;
import static dev.keepstep.api.v1alpha1.ConditionType.TRAINING;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Reason;
import dev.keepstep.operator.observe.LeaseFacts;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import dev.keepstep.operator.observe.Times;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is so, in the form that {@code kubectl wait} and queueing tools read. What every run is
 * asked is there from the first look, Unknown until something is known. The others are there from
 * when there is something to say: the first suspension, a deadline or budget, the end.
 */
final class Conditions {
  private static final Duration SILENCE = Duration.ofSeconds(90);

  /** The same before and after the trainer has started: a write that told no more would be one. */
  private static final String NOT_HEARD_OF = "no trainer has reported yet";

  private final List<String> zones;
  private final TrainingJobStatus status;
  private final Observation seen;
  private final Decision decision;
  private final Optional<Problem> problem;
  private final @Nullable Long generation;
  private final List<Condition> made = new ArrayList<>();

  private Conditions(
      List<String> zones,
      TrainingJobStatus status,
      Observation seen,
      Decision decision,
      Optional<Problem> problem,
      @Nullable Long generation) {
    this.zones = zones;
    this.status = status;
    this.seen = seen;
    this.decision = decision;
    this.problem = problem;
    this.generation = generation;
  }

  static List<Condition> of(
      List<String> zones,
      TrainingJobStatus status,
      Observation seen,
      Decision decision,
      Optional<Problem> problem,
      Promises.Said deadline,
      Promises.Said budget,
      @Nullable Long generation) {
    Conditions c = new Conditions(zones, status, seen, decision, problem, generation);
    c.suspended();
    c.placed();
    c.training();
    c.progressReported();
    c.storageReady();
    c.promise(DEADLINE_AT_RISK, deadline, ConditionReason.NO_DEADLINE);
    c.reproducible();
    c.promise(BUDGET_EXHAUSTED, budget, ConditionReason.NO_BUDGET);
    c.ends();
    return List.copyOf(c.made);
  }

  private void suspended() {
    if (decision instanceof Decision.Wait && decision.reason().code() == Reason.Code.SUSPENDED) {
      add(SUSPENDED, true, decision.reason());
    } else {
      deny(SUSPENDED, ConditionReason.NOT_SUSPENDED.word(), "the job is not suspended");
    }
  }

  private void placed() {
    Optional<AttemptStatus> attempt = live();
    if (attempt.filter(a -> a.scheduledAt() != null).isPresent()) {
      add(PLACED, "True", ConditionReason.SCHEDULED, where(attempt.get()));
      return;
    }
    if (problem.isPresent() && attempt.isPresent()) {
      add(
          PLACED,
          "False",
          ConditionReason.POD_REFUSED,
          "attempt %d's pod cannot be made, tried again every 15 s: %s"
              .formatted(attempt.get().number(), problem.get().message()));
      return;
    }
    Optional<String> scheduler =
        seen.current().flatMap(SeenAttempt::pod).flatMap(PodFacts::unschedulable);
    if (attempt.isPresent() && scheduler.isPresent()) {
      add(
          PLACED,
          "False",
          Reason.Code.ASKING.word(),
          "attempt %d (%s) has no node yet: %s%s"
              .formatted(
                  attempt.get().number(),
                  attempt.get().capacity(),
                  scheduler.get(),
                  zonesWithoutNodes()));
      return;
    }
    add(PLACED, false, decision.reason());
  }

  /** Zones that no node is in may be the autoscaler's to fill, or misspelt. */
  private String zonesWithoutNodes() {
    List<String> empty =
        zones.stream().filter(z -> !seen.zonesWithNodes().contains(z)).sorted().toList();
    return empty.isEmpty()
        ? ""
        : "; spec.capacity.zones: no node is in %s (nodes are in %s)"
            .formatted(
                String.join(", ", empty),
                seen.zonesWithNodes().isEmpty()
                    ? "no zone"
                    : String.join(", ", seen.zonesWithNodes().stream().sorted().toList()));
  }

  private void training() {
    Optional<AttemptStatus> attempt = live();
    if (attempt.filter(a -> a.trainingAt() != null).isPresent()) {
      Optional<String> passedOver =
          seen.current().map(SeenAttempt::lease).flatMap(LeaseFacts::passedOver);
      add(
          TRAINING,
          "True",
          passedOver.isPresent()
              ? ConditionReason.OLDER_CHECKPOINT.word()
              : Reason.Code.TRAINING.word(),
          "attempt %d trains from step %d on%s"
              .formatted(
                  attempt.get().number(),
                  attempt.get().resumedAtStep(),
                  passedOver.map(p -> "; passed over " + p).orElse("")));
      return;
    }
    Optional<PodFacts.Waiting> waiting =
        seen.current().flatMap(SeenAttempt::pod).flatMap(PodFacts::waiting);
    if (attempt.isPresent() && waiting.isPresent()) {
      add(
          TRAINING,
          "False",
          waitingReason(waiting.get().reason()),
          "attempt %d's container does not start: %s; when spec.template is mended, delete pod %s and it is taken up"
              .formatted(
                  attempt.get().number(),
                  waiting.get().message().isEmpty()
                      ? waiting.get().reason()
                      : waiting.get().message(),
                  attempt.get().pod()));
      return;
    }
    Optional<String> hint =
        seen.current()
            .filter(_ -> attempt.isPresent())
            .map(SeenAttempt::lease)
            .flatMap(LeaseFacts::message);
    if (hint.isPresent()) {
      add(TRAINING, "False", Reason.Code.STARTING.word(), hint.get());
      return;
    }
    add(TRAINING, false, decision.reason());
  }

  private static ConditionReason waitingReason(String kubelet) {
    return switch (kubelet) {
      case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull" ->
          ConditionReason.IMAGE_UNAVAILABLE;
      case "CreateContainerConfigError" -> ConditionReason.CONFIGURATION_MISSING;
      default -> ConditionReason.CONTAINER_WAITING;
    };
  }

  private void progressReported() {
    Optional<SeenAttempt> current = seen.current().filter(_ -> live().isPresent());
    if (current.isEmpty() || current.get().pod().filter(PodFacts::running).isEmpty()) {
      // it may have run and ended while no operator was there to hear it: its Lease tells
      Optional<SeenAttempt> heard = seen.current().filter(a -> a.lease().alive());
      if (heard.isPresent() && before(PROGRESS_REPORTED).filter(Conditions::known).isEmpty()) {
        reports(heard.get());
      } else {
        keepOr(PROGRESS_REPORTED, ConditionReason.NOT_HEARD_OF, NOT_HEARD_OF);
      }
      return;
    }
    Duration silence = Duration.between(current.get().beatAt(), seen.now());
    if (silence.compareTo(SILENCE) >= 0) {
      add(
          PROGRESS_REPORTED,
          "False",
          ConditionReason.SILENT,
          "attempt %d runs, and no heartbeat of it has been seen for %d s or more: its progress is not known"
              .formatted(current.get().number(), SILENCE.toSeconds()));
    } else if (current.get().lease().alive()) {
      reports(current.get());
    } else {
      keepOr(PROGRESS_REPORTED, ConditionReason.NOT_HEARD_OF, NOT_HEARD_OF);
    }
  }

  private void reports(SeenAttempt attempt) {
    add(
        PROGRESS_REPORTED,
        "True",
        ConditionReason.HEARTBEATS,
        "attempt %d reports".formatted(attempt.number()));
  }

  private void storageReady() {
    AttemptStatus attempt = status.attempt();
    if (attempt != null
        && attempt.end() != null
        && attempt.end().kind().equals("StorageUnavailable")) {
      String said =
          seen.current()
              .flatMap(SeenAttempt::pod)
              .flatMap(PodFacts::message)
              .map(TerminationMessage::message)
              .orElse("attempt %d could not use spec.checkpoint.s3".formatted(attempt.number()));
      add(STORAGE_READY, "False", ConditionReason.REFUSED, said);
      return;
    }
    Optional<String> unsaved =
        seen.current()
            .filter(_ -> live().isPresent())
            .map(SeenAttempt::lease)
            .filter(LeaseFacts::training)
            .flatMap(LeaseFacts::message);
    if (unsaved.isPresent()) {
      add(STORAGE_READY, "False", ConditionReason.NOT_SAVED, unsaved.get());
      return;
    }
    if (attempt != null && attempt.trainingAt() != null) {
      add(
          STORAGE_READY,
          "True",
          ConditionReason.REACHED,
          "attempt %d reached its storage".formatted(attempt.number()));
      return;
    }
    keepOr(STORAGE_READY, ConditionReason.NOT_TRIED, "no attempt has trained yet");
  }

  private void reproducible() {
    Optional<LeaseFacts.Replay> replay =
        seen.current().map(SeenAttempt::lease).flatMap(LeaseFacts::replay);
    AttemptStatus attempt = status.attempt();
    boolean mismatch =
        attempt != null
            && attempt.end() != null
            && attempt.end().exitCode() != null
            && attempt.end().exitCode() == 66;
    boolean differed = before(REPRODUCIBLE).filter(c -> c.getStatus().equals("False")).isPresent();
    if (mismatch || replay.filter(r -> r.equal() < r.compared()).isPresent()) {
      String said =
          seen.current()
              .filter(_ -> mismatch) // else the pod's last words are about something else
              .flatMap(SeenAttempt::pod)
              .flatMap(PodFacts::message)
              .map(TerminationMessage::message)
              .or(() -> replay.flatMap(LeaseFacts.Replay::difference))
              .or(
                  () ->
                      replay.map(
                          r ->
                              "%d of %d re-executed steps gave other bits"
                                  .formatted(r.compared() - r.equal(), r.compared())))
              .orElse("a re-executed step gave other bits");
      add(REPRODUCIBLE, "False", ConditionReason.REPLAY_DIFFERS, said);
    } else if (!differed && replay.filter(r -> r.compared() > 0).isPresent()) {
      add(
          REPRODUCIBLE,
          "True",
          ConditionReason.REPLAY_EQUAL,
          "%d of %d re-executed steps gave the same bits"
              .formatted(replay.get().equal(), replay.get().compared()));
    } else {
      keepOr(REPRODUCIBLE, ConditionReason.NOTHING_COMPARED, "no step was trained twice yet");
    }
  }

  private void ends() {
    if (decision instanceof Decision.Complete) {
      add(
          COMPLETE,
          "True",
          decision.reason().code().word(),
          "%d steps, %d attempts, %d interruptions, %d failures"
              .formatted(
                  status.progress() == null ? 0 : status.progress().steps(),
                  status.attempt() == null ? 0 : status.attempt().number(),
                  status.interruptions() == null ? 0 : status.interruptions().count(),
                  status.failures() == null ? 0 : status.failures().count()));
      deny(FAILED, ConditionReason.NOT_FAILED.word(), "the job is complete");
    } else if (decision instanceof Decision.Fail) {
      deny(COMPLETE, decision.reason().code().word(), "the job has failed");
      add(FAILED, "True", decision.reason().code().word(), failure());
    } else {
      deny(COMPLETE, ConditionReason.STEPS_LEFT.word(), "steps are left");
      deny(FAILED, ConditionReason.NOT_FAILED.word(), "nothing has failed for good");
    }
  }

  /** The trainer's own sentence says more than an exit code. */
  private String failure() {
    String said =
        status.failures() == null || status.failures().last() == null
            ? ""
            : "; it said: " + status.failures().last().message();
    return decision.reason().message() + said;
  }

  private Optional<AttemptStatus> live() {
    return Optional.ofNullable(status.attempt()).filter(a -> a.end() == null);
  }

  private static String where(AttemptStatus attempt) {
    return "attempt %d on %s node %s%s"
        .formatted(
            attempt.number(),
            attempt.capacity(),
            attempt.node(),
            attempt.zone() == null ? "" : " in " + attempt.zone());
  }

  /** A promise that was never made is no condition. */
  private void promise(ConditionType type, Promises.Said said, ConditionReason none) {
    if (said.reason().equals(none.word())) {
      deny(type, none.word(), said.message());
    } else {
      add(type, said.value(), said.reason(), said.message());
    }
  }

  /** Says that it is not so, if the condition is there already; an older operator had all ten. */
  private void deny(ConditionType type, String reason, String message) {
    if (before(type).isPresent()) {
      add(type, "False", reason, message);
    }
  }

  /** What is not seen to have changed stays as it was. */
  private void keepOr(ConditionType type, ConditionReason reason, String message) {
    Optional<Condition> before = before(type).filter(Conditions::known);
    if (before.isPresent()) {
      add(type, before.get().getStatus(), before.get().getReason(), before.get().getMessage());
    } else {
      add(type, "Unknown", reason, message);
    }
  }

  private static boolean known(Condition condition) {
    return !condition.getStatus().equals("Unknown");
  }

  private void add(ConditionType type, boolean value, Reason reason) {
    add(type, value ? "True" : "False", reason.code().word(), reason.message());
  }

  private void add(ConditionType type, String value, ConditionReason reason, String message) {
    add(type, value, reason.word(), message);
  }

  private void add(ConditionType type, String value, String reason, String message) {
    Instant now = seen.now();
    String since =
        before(type)
            .filter(c -> c.getStatus().equals(value))
            .map(Condition::getLastTransitionTime)
            .orElse(Times.text(now));
    made.add(
        new ConditionBuilder()
            .withType(type.word())
            .withStatus(value)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .withReason(reason)
            .withMessage(message)
            .build());
  }

  private Optional<Condition> before(ConditionType type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type.word())).findFirst();
  }
}
