package dev.keepstep.core.decide.money;

import java.util.Optional;

/**
 * What of a node decides its price.
 *
 * @param instanceType by the node's label {@code node.kubernetes.io/instance-type}
 * @param gpu model of its GPUs, as a device plugin or the provider labels it
 * @param gpus how many of them it has
 * @param zone by the node's label {@code topology.kubernetes.io/zone}
 */
public record NodeKind(
    Optional<String> instanceType, Optional<String> gpu, int gpus, Optional<String> zone) {

  /** Nothing is known of it. */
  public static final NodeKind UNKNOWN =
      new NodeKind(Optional.empty(), Optional.empty(), 0, Optional.empty());

  /** The same kind of node in another zone. */
  public NodeKind in(String otherZone) {
    return new NodeKind(instanceType, gpu, gpus, Optional.of(otherZone));
  }

  /** {@code m.large in zone-a}. */
  public String words() {
    return instanceType.or(() -> gpu).orElse("a node without an instance type")
        + zone.map(z -> " in " + z).orElse("");
  }
}
