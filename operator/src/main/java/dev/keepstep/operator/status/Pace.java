package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.StepTimeStatus;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.core.decide.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a step takes, by the kind of node. Pure. */
final class Pace {
  private Pace() {}

  /** What was measured before, and what the attempt says of its own node now. */
  static List<StepTimeStatus> with(
      @Nullable ProgressStatus before, AttemptStatus attempt, Optional<Duration> stepTime) {
    List<StepTimeStatus> all = new ArrayList<>(before == null ? List.of() : before.stepTimes());
    if (stepTime.isPresent()) {
      all.removeIf(s -> same(s, attempt));
      all.add(new StepTimeStatus(attempt.capacity(), type(attempt), text(stepTime.get())));
      all.sort(
          Comparator.comparing(StepTimeStatus::capacity)
              .thenComparing(StepTimeStatus::instanceType));
    }
    return all;
  }

  /** On the attempt's kind of node. */
  static Optional<Duration> on(List<StepTimeStatus> measured, AttemptStatus attempt) {
    return measured.stream()
        .filter(s -> same(s, attempt))
        .map(s -> Durations.parse(s.stepTime()))
        .findFirst();
  }

  /**
   * What to plan with: a deadline is kept on on-demand, so what was measured there counts; else the
   * slowest of what was measured, else the user's estimate.
   */
  static Optional<Duration> planned(TrainingJobSpec spec, @Nullable ProgressStatus progress) {
    List<StepTimeStatus> measured = progress == null ? List.of() : progress.stepTimes();
    return slowest(
            measured.stream().filter(s -> s.capacity().equals(Capacity.ON_DEMAND.word())).toList())
        .or(() -> slowest(measured))
        .or(() -> estimated(spec));
  }

  static Optional<Duration> estimated(TrainingJobSpec spec) {
    return Optional.ofNullable(spec.training().estimatedDuration())
        .map(Durations::parse)
        .map(d -> d.dividedBy(spec.training().steps()))
        .filter(d -> !d.isZero());
  }

  /** A step of less than a millisecond is written as one. */
  static String text(Duration stepTime) {
    return Durations.format(stepTime.toMillis() == 0 ? Duration.ofMillis(1) : stepTime);
  }

  private static Optional<Duration> slowest(List<StepTimeStatus> some) {
    return some.stream().map(s -> Durations.parse(s.stepTime())).max(Duration::compareTo);
  }

  private static boolean same(StepTimeStatus s, AttemptStatus attempt) {
    return s.capacity().equals(attempt.capacity()) && s.instanceType().equals(type(attempt));
  }

  private static String type(AttemptStatus attempt) {
    return attempt.instanceType() == null ? StepTimeStatus.UNKNOWN : attempt.instanceType();
  }
}
