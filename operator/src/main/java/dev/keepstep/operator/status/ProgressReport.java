package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.StepTimeStatus;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.operator.observe.LeaseFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import dev.keepstep.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the run has come, as the trainer reports it. */
final class ProgressReport {
  private ProgressReport() {}

  static ProgressStatus of(
      TrainingJobSpec spec,
      @Nullable ProgressStatus before,
      AttemptStatus attempt,
      SeenAttempt seen,
      Instant now) {
    LeaseFacts lease = seen.lease();
    long steps = spec.training().steps();
    long step = Math.min(steps, lease.step().or(lease::resumedAt).orElse(0L));
    Optional<Duration> perStep = lease.stepTime();
    List<StepTimeStatus> measured = Pace.with(before, attempt, perStep);
    Optional<Duration> left =
        perStep
            .or(() -> Pace.on(measured, attempt))
            .or(() -> Pace.estimated(spec))
            .map(t -> t.multipliedBy(steps - step));
    return new ProgressStatus(
        step,
        steps,
        percent(step, steps),
        lease
            .checkpointStep()
            .or(() -> Optional.ofNullable(before).map(ProgressStatus::checkpointStep))
            .orElse(null),
        perStep.map(Pace::text).orElse(null),
        measured,
        left.map(d -> Times.text(seen.beatAt().plus(d))).orElse(null),
        left.map(Durations::rounded).orElse(null),
        lease.digest().orElse(null),
        lease.fingerprint().orElse(null),
        Times.text(now.isBefore(seen.beatAt()) ? now : seen.beatAt()));
  }

  /**
   * After the attempt that reported it has ended: nothing is estimated until the next one trains.
   */
  static ProgressStatus stopped(
      ProgressStatus p, @Nullable Long lastStep, @Nullable Long checkpoint) {
    long step = lastStep == null ? p.step() : Math.min(lastStep, p.steps());
    return new ProgressStatus(
        step,
        p.steps(),
        percent(step, p.steps()),
        checkpoint,
        p.stepTime(),
        p.stepTimes(),
        null,
        null,
        p.digest(),
        p.fingerprint(),
        p.reportedAt());
  }

  static ProgressStatus done(
      TrainingJobSpec spec,
      @Nullable ProgressStatus before,
      SeenAttempt seen,
      Optional<Long> checkpoint) {
    long steps = spec.training().steps();
    return new ProgressStatus(
        steps,
        steps,
        100,
        checkpoint
            .or(() -> Optional.ofNullable(before).map(ProgressStatus::checkpointStep))
            .orElse(null),
        seen.lease().stepTime().map(Pace::text).orElse(null),
        before == null ? List.of() : before.stepTimes(),
        null,
        null,
        seen.lease().digest().orElse(null),
        seen.lease().fingerprint().orElse(null),
        Times.text(seen.beatAt()));
  }

  private static int percent(long step, long steps) {
    return (int) (step * 100 / steps);
  }
}
