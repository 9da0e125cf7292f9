package dev.keepstep.operator.desired;

import dev.keepstep.core.decide.Placement;
import dev.keepstep.operator.config.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * An attempt that is to be placed.
 *
 * @param number from 1
 * @param on capacity and zones
 * @param standby whether it warms up and waits for the handover
 * @param avoidNodes nodes that it must not land on
 * @param providers who marks the nodes
 * @param grace time between SIGTERM and SIGKILL that the nodes' notice leaves
 * @param nodeToleration how long Kubernetes leaves it on a node in trouble
 * @param meanTimeBetweenInterruptions as observed, for the trainer's automatic interval
 */
public record AttemptPlan(
    int number,
    Placement on,
    boolean standby,
    Set<String> avoidNodes,
    List<Provider> providers,
    Duration grace,
    Duration nodeToleration,
    Duration meanTimeBetweenInterruptions) {

  public AttemptPlan {
    avoidNodes = Set.copyOf(avoidNodes);
    providers = List.copyOf(providers);
  }
}
