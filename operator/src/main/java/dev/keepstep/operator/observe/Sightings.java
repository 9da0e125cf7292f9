package dev.keepstep.operator.observe;

import dev.keepstep.core.decide.restart.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When this operator saw what. Ages are measured here and on this clock alone, from when a change
 * was seen, so that two machines' clocks are never compared. An operator that starts anew counts
 * from then: it may see a hung trainer later, never too early.
 */
public final class Sightings {
  private final Map<String, Beat> beats = new ConcurrentHashMap<>();
  private final Map<String, Since<NodeState>> nodes = new ConcurrentHashMap<>();
  private final Map<String, Instant> waiting = new ConcurrentHashMap<>();

  private final Map<String, PodFacts> lastWords = new ConcurrentHashMap<>();

  /** Where a job's newest attempt was seen to be, by the job's UID. */
  private final Map<String, Placed> placed = new ConcurrentHashMap<>();

  private final ApiReach reach;

  /**
   * @param reach of the client by which things are seen
   */
  public Sightings(ApiReach reach) {
    this.reach = reach;
  }

  private record Since<T>(T what, Instant at) {}

  /**
   * When an attempt was last heard of and last seen to move.
   *
   * @param beatAt when its heartbeat was last seen to change
   * @param movedAt when its step was last seen to change
   */
  public record Beat(Optional<String> mark, Optional<Long> step, Instant beatAt, Instant movedAt) {}

  /**
   * That an attempt's pod has its node, as it was seen before anybody looked.
   *
   * @param node as it was then
   */
  public record Placed(int attempt, NodeFacts node, Instant at) {}

  /** Notes what a Lease says now. */
  public Beat beat(String lease, LeaseFacts facts, Instant now) {
    Beat next =
        beats.compute(
            lease,
            (_, old) ->
                old == null
                    ? new Beat(facts.heartbeat(), facts.step(), now, now)
                    : new Beat(
                        facts.heartbeat(),
                        facts.step(),
                        old.mark().equals(facts.heartbeat()) ? old.beatAt() : now,
                        old.step().equals(facts.step()) ? old.movedAt() : now));
    return next;
  }

  /**
   * For how long a node has been in the state that it is in. One that is in trouble since an outage
   * of the API server has been so for no time until kubelets have had theirs to report.
   */
  public Duration nodeAge(NodeFacts node, Instant now) {
    boolean excused = trouble(node.state()) && reach.settling();
    Since<NodeState> since =
        nodes.compute(
            node.name(),
            (_, old) ->
                old == null || excused || trouble(old.what()) != trouble(node.state())
                    ? new Since<>(node.state(), now)
                    : old);
    return Duration.between(since.at(), now);
  }

  /** Not ready and unreachable take turns without the node having been well in between. */
  private static boolean trouble(NodeState state) {
    return state == NodeState.NOT_READY || state == NodeState.UNREACHABLE;
  }

  /** Since when a pod has been without a node for want of capacity; ends when it is not. */
  public Instant unschedulableSince(String podUid, Instant now) {
    return waiting.computeIfAbsent(podUid, _ -> now);
  }

  /** The pod waits no more, or for something else. */
  public void schedulable(String podUid) {
    waiting.remove(podUid);
  }

  /**
   * Notes how a pod ended: a pod that is deleted shows its exit code for a moment only, and whoever
   * looks later finds it gone.
   */
  public void ended(String jobUid, PodFacts pod) {
    if (pod.exitCode().isPresent()) {
      lastWords.put(jobUid + "/" + pod.attempt(), pod);
    }
  }

  /** How the pod of an attempt ended, if that was seen before it was gone. */
  public Optional<PodFacts> lastWords(String jobUid, int attempt) {
    return Optional.ofNullable(lastWords.get(jobUid + "/" + attempt));
  }

  /** Notes where an attempt's pod is, for a look that comes later. */
  public void placed(String jobUid, int attempt, NodeFacts node, Instant now) {
    placed.compute(
        jobUid,
        (_, old) -> old != null && old.attempt() == attempt ? old : new Placed(attempt, node, now));
  }

  /** Where an attempt's pod is, if that was noted before anybody looked. */
  public Optional<Placed> placed(String jobUid, int attempt) {
    return Optional.ofNullable(placed.get(jobUid)).filter(p -> p.attempt() == attempt);
  }

  /** The job is gone. */
  public void gone(String jobUid) {
    placed.remove(jobUid);
  }

  /** The attempt's end is in status: nothing of it need be remembered. */
  public void forget(String jobUid, int attempt, String lease) {
    beats.remove(lease);
    lastWords.remove(jobUid + "/" + attempt);
    placed.computeIfPresent(jobUid, (_, p) -> p.attempt() == attempt ? null : p);
  }
}
