package dev.keepstep.core.decide.restart;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that was observed about an attempt that may have ended. Facts only; what they amount
 * to is {@link EndOfAttempt#classify}'s to say.
 *
 * @param pod what is known of the pod
 * @param exitCode the trainer container's exit code; empty while it runs and when nobody saw its
 *     end
 * @param oomKilled the container's termination reason is {@code OOMKilled}
 * @param deleting the pod has a deletion timestamp that Keepstep did not cause
 * @param disruption reason of the pod's condition {@code DisruptionTarget}, where that is True
 * @param node what is known of its node
 * @param nodeStateAge how long the node has been in that state, on the observer's own clock
 * @param notices keys of the node's taints (or names of its conditions) that announce an end
 * @param rebooted the node's boot ID is another than when the attempt began
 * @param stopped why Keepstep itself stopped it, if it did
 * @param cause the one-word cause of the trainer's termination message; shown, never decided by
 */
public record EndSigns(
    PodState pod,
    OptionalInt exitCode,
    boolean oomKilled,
    boolean deleting,
    Optional<String> disruption,
    NodeState node,
    Duration nodeStateAge,
    Set<String> notices,
    boolean rebooted,
    Optional<StopCause> stopped,
    Optional<String> cause) {

  public EndSigns {
    if (nodeStateAge.isNegative()) {
      nodeStateAge = Duration.ZERO; // a clock that was set back: count from now
    }
    notices = java.util.Collections.unmodifiableSet(new TreeSet<>(notices));
  }

  /** Of a pod that is there and runs on a ready node. */
  public static EndSigns running() {
    return new EndSigns(
        PodState.PRESENT,
        OptionalInt.empty(),
        false,
        false,
        Optional.empty(),
        NodeState.READY,
        Duration.ZERO,
        Set.of(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** With a pod that has ended, its trainer container with this code. */
  public EndSigns withExit(int code) {
    return new EndSigns(
        PodState.TERMINAL,
        OptionalInt.of(code),
        oomKilled,
        deleting,
        disruption,
        node,
        nodeStateAge,
        notices,
        rebooted,
        stopped,
        cause);
  }

  /** With another state of the pod. */
  public EndSigns withPod(PodState state) {
    return new EndSigns(
        state,
        exitCode,
        oomKilled,
        deleting,
        disruption,
        node,
        nodeStateAge,
        notices,
        rebooted,
        stopped,
        cause);
  }

  /** With termination reason {@code OOMKilled}. */
  public EndSigns withOomKilled() {
    return new EndSigns(
        pod,
        exitCode,
        true,
        deleting,
        disruption,
        node,
        nodeStateAge,
        notices,
        rebooted,
        stopped,
        cause);
  }

  /** With a deletion timestamp that Keepstep did not cause. */
  public EndSigns withDeletion() {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        true,
        disruption,
        node,
        nodeStateAge,
        notices,
        rebooted,
        stopped,
        cause);
  }

  /** With the pod condition {@code DisruptionTarget} of this reason. */
  public EndSigns withDisruption(String reason) {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        deleting,
        Optional.of(reason),
        node,
        nodeStateAge,
        notices,
        rebooted,
        stopped,
        cause);
  }

  /** With a node in this state for so long. */
  public EndSigns withNode(NodeState state, Duration age) {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        deleting,
        disruption,
        state,
        age,
        notices,
        rebooted,
        stopped,
        cause);
  }

  /** With notices on the node. */
  public EndSigns withNotices(Collection<String> keys) {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        deleting,
        disruption,
        node,
        nodeStateAge,
        Set.copyOf(keys),
        rebooted,
        stopped,
        cause);
  }

  /** With a boot ID that changed. */
  public EndSigns withReboot() {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        deleting,
        disruption,
        node,
        nodeStateAge,
        notices,
        true,
        stopped,
        cause);
  }

  /** Stopped by Keepstep itself. */
  public EndSigns withStop(StopCause why) {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        deleting,
        disruption,
        node,
        nodeStateAge,
        notices,
        rebooted,
        Optional.of(why),
        cause);
  }

  /** With the one-word cause of a termination message. */
  public EndSigns withCause(String word) {
    return new EndSigns(
        pod,
        exitCode,
        oomKilled,
        deleting,
        disruption,
        node,
        nodeStateAge,
        notices,
        rebooted,
        stopped,
        Optional.of(word));
  }
}
