package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;

/**
 * Statuses that differ in nothing but how far the run has come, what that cost and whether it is
 * heard of: what is told now and then, and how often that is.
 */
final class Unhurried {
  /**
   * Of all jobs together at most ten such writes a second: the API server's time is for what
   * happens.
   */
  private static final Duration APART = Duration.ofMillis(100);

  private Unhurried() {}

  /**
   * How long one job's writes lie apart.
   *
   * @param configured never less
   * @param jobs that are looked after
   */
  static Duration interval(Duration configured, int jobs) {
    Duration fair = APART.multipliedBy(jobs);
    return fair.compareTo(configured) > 0 ? fair : configured;
  }

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
        news(s.conditions()),
        s.attempt(),
        s.standby(),
        s.endedStandby(),
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
  private static List<Condition> news(List<Condition> conditions) {
    return conditions.stream()
        .filter(c -> !c.getType().equals(ConditionType.PROGRESS_REPORTED.word()))
        .map(Unhurried::withoutMessage)
        .toList();
  }

  private static Condition withoutMessage(Condition c) {
    return new Condition(
        c.getLastTransitionTime(),
        "",
        c.getObservedGeneration(),
        c.getReason(),
        c.getStatus(),
        c.getType());
  }
}
