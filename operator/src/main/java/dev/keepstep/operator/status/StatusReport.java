package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Reason;
import dev.keepstep.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole status of a job, ready to be written. */
public final class StatusReport {
  private StatusReport() {}

  /**
   * The status with its conditions and its word for people.
   *
   * @param status with facts and decision in it already
   * @param generation of the spec that was looked at
   */
  public static TrainingJobStatus finish(
      TrainingJobStatus status,
      Observation seen,
      Decision decision,
      Optional<Problem> problem,
      @Nullable Long generation) {
    StatusDraft draft = new StatusDraft(status);
    draft.observedGeneration = generation;
    draft.conditions = Conditions.of(status, seen, decision, problem, generation);
    draft.state = state(draft.build(), decision);
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
