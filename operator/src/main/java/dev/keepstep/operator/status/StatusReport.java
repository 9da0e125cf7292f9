package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Reason;
import dev.keepstep.core.decide.Snapshot;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.CostLedger;
import dev.keepstep.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.Collection;
import java.util.Optional;

/** The whole status of a job, ready to be written. */
public final class StatusReport {
  private StatusReport() {}

  /**
   * The status with its conditions and its word for people.
   *
   * @param status with facts and decision in it already
   * @param snapshot that the decision was taken on
   * @param costs the entries of all attempts
   */
  public static TrainingJobStatus finish(
      TrainingJob job,
      TrainingJobStatus status,
      Observation seen,
      Snapshot snapshot,
      Collection<AttemptCost> costs,
      Decision decision,
      Optional<Problem> problem) {
    TrainingJobSpec spec = job.getSpec();
    Long generation = job.getMetadata().getGeneration();
    StatusDraft draft = new StatusDraft(status);
    draft.observedGeneration = generation;
    draft.cost = Costs.report(costs);
    if (draft.attempt != null && draft.interruptions == null) {
      draft.interruptions = InterruptionsStatus.none(); // the column of that name says 0
    }
    // the deadline of a job that starts with this very status counts from then
    draft.deadline = Deadlines.fold(spec, status, seen.now());
    draft.conditions =
        Conditions.of(
            spec.capacity().zones(),
            status,
            seen,
            decision,
            problem,
            Promises.deadline(spec, snapshot, decision),
            Promises.budget(snapshot, CostLedger.of(costs), decision),
            generation);
    draft.state = state(draft.build(), decision);
    return draft.build();
  }

  /**
   * A finished job's status, answering its newest spec: it may be changed still (how long the job
   * stays), and tools wait until a spec is answered.
   */
  public static TrainingJobStatus answering(TrainingJob job, TrainingJobStatus status) {
    StatusDraft draft = new StatusDraft(status);
    draft.observedGeneration = job.getMetadata().getGeneration();
    draft.conditions =
        status.conditions().stream()
            .map(
                c ->
                    new ConditionBuilder(c)
                        .withObservedGeneration(draft.observedGeneration)
                        .build())
            .toList();
    return draft.build();
  }

  /** Whether the job has come to its end, and nothing is left to decide. */
  public static boolean finished(TrainingJobStatus status) {
    return isTrue(status, ConditionType.COMPLETE) || isTrue(status, ConditionType.FAILED);
  }

  /** Whether a condition is True. */
  public static boolean isTrue(TrainingJobStatus status, ConditionType type) {
    return condition(status, type).filter(c -> c.getStatus().equals("True")).isPresent();
  }

  static Optional<Condition> condition(TrainingJobStatus status, ConditionType type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type.word())).findFirst();
  }

  private static String state(TrainingJobStatus status, Decision decision) {
    if (isTrue(status, ConditionType.COMPLETE)) {
      return "Complete";
    }
    if (isTrue(status, ConditionType.FAILED)) {
      return "Failed";
    }
    if (isTrue(status, ConditionType.SUSPENDED)) {
      return "Suspended";
    }
    if (status.attempt() != null && status.attempt().stopping() != null
        || decision.reason().code() == Reason.Code.STOPPING) {
      return "Stopping";
    }
    if (isTrue(status, ConditionType.TRAINING)) {
      return "Training";
    }
    return isTrue(status, ConditionType.PLACED) ? "Starting" : "Waiting";
  }
}
