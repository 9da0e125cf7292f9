package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Whether two statuses differ in nothing but how far the run has come, and what that cost. */
final class Unhurried {
  private Unhurried() {}

  static boolean same(TrainingJobStatus a, TrainingJobStatus b) {
    return (a.progress() == null) == (b.progress() == null)
        && (a.cost() == null) == (b.cost() == null)
        && news(a).equals(news(b));
  }

  private static TrainingJobStatus news(TrainingJobStatus s) {
    return new TrainingJobStatus(
        s.state(),
        s.observedGeneration(),
        s.startTime(),
        s.completionTime(),
        withoutMessages(s.conditions()),
        s.attempt(),
        s.standby(),
        null,
        s.interruptions(),
        s.failures(),
        s.retries(),
        s.deadline(),
        s.zones(),
        null,
        s.result());
  }

  /** Messages hold numbers; what happened is in status and reason. */
  private static List<Condition> withoutMessages(List<Condition> conditions) {
    return conditions.stream().map(c -> c.edit().withMessage("").build()).toList();
  }
}
