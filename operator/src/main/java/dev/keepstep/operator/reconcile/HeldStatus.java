package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import dev.keepstep.operator.status.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A status that records a new attempt, the first or one that follows another's end, and waits to
 * say as well where its pod is: one write instead of two, and the pod is made before it. What is
 * recorded is not lost with the operator, since the attempt's Lease, which is made before the pod,
 * says it too.
 *
 * @param told the status that the API server has meanwhile
 * @param status that waits
 * @param since when it began to
 * @param cost of the attempt that ended, which no Lease says yet: the new one's will; null: none
 */
record HeldStatus(
    TrainingJobStatus told, TrainingJobStatus status, Instant since, @Nullable AttemptCost cost) {
  /** A pod that the scheduler has no node for says so at once. */
  private static final Duration WAITS = Duration.ofSeconds(5);

  /** While many pods are about to start, it waits for them even when its own has its node. */
  private static final Duration IN_A_RUSH = Duration.ofMinutes(1);

  /** Later words of a status that waits already, or of one that begins to. */
  static HeldStatus held(
      @Nullable HeldStatus before,
      TrainingJobStatus told,
      TrainingJobStatus status,
      @Nullable AttemptCost cost,
      Instant now) {
    return before == null
        ? new HeldStatus(told, status, now, cost)
        : new HeldStatus(before.told(), status, before.since(), before.cost());
  }

  /** Whether what the API server has is still what this follows. */
  boolean follows(TrainingJobStatus now) {
    return told.equals(now);
  }

  /** The same when the new attempt's Lease says what its predecessor cost. */
  HeldStatus costKept() {
    return new HeldStatus(told, status, since, null);
  }

  /**
   * How much longer it may wait; not positive: not at all.
   *
   * @param rush whether many pods are about to start: if that ends before, so does the wait
   */
  Duration left(Instant now, boolean rush) {
    Duration waited = Duration.between(since, now);
    boolean placed = status.attempt() != null && status.attempt().scheduledAt() != null;
    if (rush && waited.compareTo(IN_A_RUSH) < 0) {
      return IN_A_RUSH.minus(waited);
    }
    return placed ? Duration.ZERO : WAITS.minus(waited);
  }

  /**
   * Whether a status may begin to wait, or wait on: nothing is to be told but an attempt that is
   * recorded and has nothing in its way, perhaps on its node already.
   *
   * @param held what waits already; null: nothing does
   * @param told what the API server has
   * @param problem what it holds against the pod
   */
  static boolean mayWait(
      @Nullable HeldStatus held,
      TrainingJobStatus told,
      TrainingJobStatus after,
      Observation seen,
      Optional<Problem> problem) {
    AttemptStatus before = told.attempt();
    AttemptStatus attempt = after.attempt();
    return attempt != null
        && attempt.number() == (before == null ? 1 : before.number() + 1)
        && (before == null
            ? told.equals(TrainingJobStatus.empty())
            : followsAnEnd(held, told, seen))
        && after.standby() == null
        && (held != null || attempt.scheduledAt() == null)
        && attempt.noticeSign() == null
        && attempt.stopping() == null
        && attempt.end() == null
        && problem.isEmpty()
        && seen.current().flatMap(SeenAttempt::pod).filter(HeldStatus::waits).isEmpty();
  }

  /** One whose pod is over is not stopped or removed any more, whatever status says of it. */
  private static boolean followsAnEnd(
      @Nullable HeldStatus held, TrainingJobStatus told, Observation seen) {
    return told.standby() == null
        && (held != null
            || seen.current().flatMap(SeenAttempt::pod).filter(PodFacts::terminal).isPresent());
  }

  /** The pod says what keeps it from starting. */
  private static boolean waits(PodFacts pod) {
    return pod.unschedulable().isPresent() || pod.held() || pod.waiting().isPresent();
  }
}
