package dev.keepstep.operator.observe;

import dev.keepstep.operator.config.Provider;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the cluster's nodes say together.
 *
 * @param providers whose labels some node carries
 * @param zones in which there is a node
 */
public record Fleet(List<Provider> providers, Set<String> zones) {
  public Fleet {
    providers = List.copyOf(providers);
    zones = Set.copyOf(zones);
  }

  /** Reads the labels of all nodes. */
  public static Fleet of(Collection<Node> nodes) {
    List<Map<String, String>> labels = nodes.stream().map(Fleet::labels).distinct().toList();
    return new Fleet(
        Provider.KNOWN.stream().filter(p -> labels.stream().anyMatch(p::marks)).toList(),
        labels.stream()
            .flatMap(l -> Optional.ofNullable(l.get(NodeReader.ZONE)).stream())
            .collect(Collectors.toSet()));
  }

  /** Of what it is made: while these are the same, so is the fleet. */
  public static Map<String, String> labels(Node node) {
    return Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
  }
}
