package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.core.decide.restart.EndSigns;
import java.time.Instant;
import java.util.Optional;

/**
 * An attempt that status records, and what is seen of it now.
 *
 * @param recorded as status has it
 * @param pod its pod, if there is one
 * @param placed whether its pod is there or ever was
 * @param lease what its trainer reports
 * @param beatAt when its last heartbeat was seen
 * @param movedAt when its step was last seen to change
 * @param node its node, once it has one
 * @param signs what bears on whether and how it has ended
 * @param askingSince since when its pod has waited for capacity, if it does
 * @param noted where its pod was seen to be, if that was noted before this look
 */
public record SeenAttempt(
    AttemptStatus recorded,
    Optional<PodFacts> pod,
    boolean placed,
    LeaseFacts lease,
    Instant beatAt,
    Instant movedAt,
    Optional<NodeFacts> node,
    EndSigns signs,
    Optional<Instant> askingSince,
    Optional<Sightings.Placed> noted) {

  public int number() {
    return recorded.number();
  }
}
