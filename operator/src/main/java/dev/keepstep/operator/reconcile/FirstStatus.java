package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import dev.keepstep.operator.status.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The first status of a job, which says that its first attempt is recorded, and waits to say as
 * well where its pod is: one write instead of two for each job. What is recorded is not lost with
 * the operator, since the attempt's Lease, which is made before the pod, says it too.
 *
 * @param status that waits
 * @param since when it began to
 */
record FirstStatus(TrainingJobStatus status, Instant since) {
  /** In a rush the scheduler takes seconds; a pod that it has no node for says so at once. */
  private static final Duration WAITS = Duration.ofSeconds(5);

  /** While many attempts are made at once, it waits for them even when its pod has its node. */
  private static final Duration IN_A_RUSH = Duration.ofSeconds(10);

  /** Later words of a status that waits already, or of one that begins to. */
  static FirstStatus held(
      @org.jspecify.annotations.Nullable FirstStatus before,
      TrainingJobStatus status,
      Instant now) {
    return new FirstStatus(status, before == null ? now : before.since());
  }

  /**
   * How much longer it may wait; not positive: not at all.
   *
   * @param rush whether many attempts are made just now
   */
  Duration left(Instant now, boolean rush) {
    Duration waited = Duration.between(since, now);
    boolean placed = status.attempt() != null && status.attempt().scheduledAt() != null;
    if (rush) {
      // the rush may be over by then
      return (waited.compareTo(WAITS) < 0 ? WAITS : IN_A_RUSH).minus(waited);
    }
    return placed ? Duration.ZERO : WAITS.minus(waited);
  }

  /**
   * Whether nothing is to be told but a first attempt that is recorded, perhaps on its node
   * already, and that nothing stands in the way of.
   *
   * @param told what the API server has
   * @param problem what it holds against the pod
   */
  static boolean mayWait(
      TrainingJobStatus told,
      TrainingJobStatus after,
      Observation seen,
      Optional<Problem> problem) {
    AttemptStatus attempt = after.attempt();
    return told.equals(TrainingJobStatus.empty())
        && attempt != null
        && attempt.number() == 1
        && attempt.noticeSign() == null
        && attempt.stopping() == null
        && attempt.end() == null
        && problem.isEmpty()
        && seen.current().flatMap(SeenAttempt::pod).filter(FirstStatus::waits).isEmpty();
  }

  /** The pod says what keeps it from starting. */
  private static boolean waits(PodFacts pod) {
    return pod.unschedulable().isPresent() || pod.held() || pod.waiting().isPresent();
  }
}
