package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.DeadlineStatus;
import dev.keepstep.api.v1alpha1.FailuresStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.ResultStatus;
import dev.keepstep.api.v1alpha1.RetriesStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.api.v1alpha1.ZoneStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status in the making. */
final class StatusDraft {
  @Nullable String state;
  @Nullable Long observedGeneration;
  @Nullable String startTime;
  @Nullable String completionTime;
  List<Condition> conditions;
  @Nullable AttemptStatus attempt;
  @Nullable AttemptStatus standby;
  @Nullable Integer endedStandby;
  @Nullable ProgressStatus progress;
  @Nullable InterruptionsStatus interruptions;
  @Nullable FailuresStatus failures;
  @Nullable RetriesStatus retries;
  @Nullable DeadlineStatus deadline;
  List<ZoneStatus> zones;
  @Nullable CostStatus cost;
  @Nullable ResultStatus result;

  StatusDraft(TrainingJobStatus from) {
    state = from.state();
    observedGeneration = from.observedGeneration();
    startTime = from.startTime();
    completionTime = from.completionTime();
    conditions = from.conditions();
    attempt = from.attempt();
    standby = from.standby();
    endedStandby = from.endedStandby();
    progress = from.progress();
    interruptions = from.interruptions();
    failures = from.failures();
    retries = from.retries();
    deadline = from.deadline();
    zones = from.zones();
    cost = from.cost();
    result = from.result();
  }

  TrainingJobStatus build() {
    return new TrainingJobStatus(
        state,
        observedGeneration,
        startTime,
        completionTime,
        conditions,
        attempt,
        standby,
        endedStandby,
        progress,
        interruptions,
        failures,
        retries,
        deadline,
        zones,
        cost,
        result);
  }
}
