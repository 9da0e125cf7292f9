package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.DeadlineSpec;
import dev.keepstep.api.v1alpha1.DeadlineStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the run should be done. {@code after} counts from startTime and stops while suspended, all
 * of it on the operator's clock; {@code at} is what it says. Pure.
 */
public final class Deadlines {
  private Deadlines() {}

  /** The deadline as it stands now; null if there is none, and the job was never suspended. */
  static @Nullable DeadlineStatus fold(
      TrainingJobSpec spec, TrainingJobStatus status, Instant now) {
    DeadlineStatus old = status.deadline();
    if (old == null && spec.deadline() == null && !spec.suspend()) {
      return null; // most jobs, at each look
    }
    Optional<Instant> start = Times.parse(status.startTime());
    Duration suspendedFor =
        old == null || old.suspendedFor() == null
            ? Duration.ZERO
            : Durations.parse(old.suspendedFor());
    Optional<Instant> since = Optional.ofNullable(old).flatMap(o -> Times.parse(o.suspendedAt()));
    if (spec.suspend() && start.isPresent()) {
      since = since.or(() -> Optional.of(now));
    } else if (since.isPresent()) {
      Duration held = Duration.between(since.get(), now);
      suspendedFor = held.isNegative() ? suspendedFor : suspendedFor.plus(held);
      since = Optional.empty();
    }
    DeadlineSpec deadline = spec.deadline();
    Optional<Instant> at =
        deadline == null
            ? Optional.empty()
            : deadline.at() != null
                ? Times.parse(deadline.at())
                : after(deadline, start, suspendedFor).filter(_ -> !spec.suspend());
    if (at.isEmpty() && since.isEmpty() && suspendedFor.isZero()) {
      return null;
    }
    return new DeadlineStatus(
        at.map(Times::text).orElse(null),
        since.map(Times::text).orElse(null),
        suspendedFor.isZero() ? null : Durations.format(suspendedFor));
  }

  private static Optional<Instant> after(
      DeadlineSpec deadline, Optional<Instant> start, Duration suspended) {
    return Optional.ofNullable(deadline.after())
        .map(Durations::parse)
        .flatMap(a -> start.map(s -> s.plus(a).plus(suspended)));
  }

  /** When the run should be done, for a decision; of a job that starts now, from now on. */
  public static Optional<Instant> planned(
      TrainingJobSpec spec, TrainingJobStatus status, Instant now) {
    DeadlineSpec deadline = spec.deadline();
    if (deadline == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(status.deadline())
        .flatMap(d -> Times.parse(d.at()))
        .or(
            () ->
                status.startTime() == null
                    ? after(deadline, Optional.of(now), Duration.ZERO)
                    : Optional.empty());
  }
}
