package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.observe.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When a finished job's object is to go ({@code spec.ttlAfterFinished}). Pure. */
public final class Expiry {
  private Expiry() {}

  /** Empty: the job has not finished, or stays. */
  public static Optional<Instant> at(TrainingJobSpec spec, TrainingJobStatus status) {
    return Optional.ofNullable(spec.ttlAfterFinished())
        .map(Durations::parse)
        .flatMap(ttl -> finishedAt(status).map(at -> at.plus(ttl)));
  }

  private static Optional<Instant> finishedAt(TrainingJobStatus status) {
    return Stream.of(ConditionType.COMPLETE, ConditionType.FAILED)
        .flatMap(type -> StatusReport.condition(status, type).stream())
        .filter(c -> c.getStatus().equals("True"))
        .flatMap(c -> Times.parse(c.getLastTransitionTime()).stream())
        .findFirst();
  }
}
