package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.interval.CheckpointInterval;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.desired.AttemptPlan;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From the decision to place an attempt to all that its objects are made of. Pure. */
final class Plans {
  private Plans() {}

  static AttemptPlan of(
      Decision.Place place,
      TrainingJobStatus status,
      Observation seen,
      Set<String> unfitNodes,
      OperatorConfig config,
      Instant now) {
    Set<String> avoid = new HashSet<>(unfitNodes);
    // a node under notice may be without a taint that keeps pods away
    AttemptStatus current = status.attempt();
    if (current != null
        && current.number() != place.number()
        && current.noticeSign() != null
        && current.node() != null) {
      avoid.add(current.node());
    }
    Duration trained =
        Times.parse(status.startTime())
            .map(t -> Duration.between(t, now))
            .filter(d -> !d.isNegative())
            .orElse(Duration.ZERO);
    return new AttemptPlan(
        place.number(),
        place.on(),
        place.standby(),
        avoid,
        seen.providers(),
        config.grace(place.on().capacity() == Capacity.SPOT ? seen.providers() : List.of()),
        config.nodeToleration(),
        CheckpointInterval.meanTimeBetweenInterruptions(
            config.meanTimeBetweenInterruptions(),
            trained,
            status.interruptions() == null ? 0 : status.interruptions().count()));
  }
}
