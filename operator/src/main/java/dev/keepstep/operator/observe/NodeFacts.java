package dev.keepstep.operator.observe;

import dev.keepstep.core.decide.money.NodeKind;
import dev.keepstep.core.decide.restart.NodeState;
import java.util.Optional;
import java.util.Set;

/**
 * What matters of a node. Equal facts mean that nothing happened.
 *
 * @param notices keys of its taints that announce its end
 * @param risks keys of its taints that say that it may go sooner than others
 * @param kind what of it decides its price
 * @param allocatable what pods may ask of it
 */
public record NodeFacts(
    String name,
    NodeState state,
    Set<String> notices,
    Set<String> risks,
    Optional<String> bootId,
    NodeKind kind,
    Resources allocatable) {

  public Optional<String> zone() {
    return kind.zone();
  }

  public Optional<String> instanceType() {
    return kind.instanceType();
  }

  /** Whether it is ready, and nothing says that it goes. */
  public boolean well() {
    return state == NodeState.READY && notices.isEmpty() && risks.isEmpty();
  }

  /** A node whose object is gone, by a read that succeeded. */
  public static NodeFacts gone(String name) {
    return absent(name, NodeState.GONE);
  }

  /** A node that could not be read. */
  public static NodeFacts unknown(String name) {
    return absent(name, NodeState.UNKNOWN);
  }

  private static NodeFacts absent(String name, NodeState state) {
    return new NodeFacts(
        name, state, Set.of(), Set.of(), Optional.empty(), NodeKind.UNKNOWN, Resources.NONE);
  }
}
