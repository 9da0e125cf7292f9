package dev.keepstep.localcluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node as asked for.
 *
 * @param name 1 to 40 lower-case letters, digits and dashes
 * @param capacity {@code spot} or {@code on-demand}
 * @param zone value of {@code topology.kubernetes.io/zone}
 * @param instanceType value of {@code node.kubernetes.io/instance-type}
 * @param gpus how many {@code nvidia.com/gpu} its device plugin offers
 * @param provider {@code karpenter}, {@code eks}, {@code gke} or {@code aks}: whose labels, taints
 *     and notices
 * @param labels more labels
 * @param taints more taints, {@code KEY[=VALUE]:EFFECT}
 */
public record NodeSpec(
    String name,
    String capacity,
    String zone,
    String instanceType,
    int gpus,
    String provider,
    Map<String, String> labels,
    List<String> taints) {

  public NodeSpec {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  /** A spot node with Karpenter's labels, no GPU, no taint. */
  public static NodeSpec spot(String name, String zone) {
    return new NodeSpec(name, "spot", zone, "local.large", 0, "karpenter", Map.of(), List.of());
  }

  /** An on-demand node with Karpenter's labels, no GPU, no taint. */
  public static NodeSpec onDemand(String name, String zone) {
    return new NodeSpec(
        name, "on-demand", zone, "local.large", 0, "karpenter", Map.of(), List.of());
  }

  public NodeSpec withGpus(int count) {
    return new NodeSpec(name, capacity, zone, instanceType, count, provider, labels, taints);
  }

  public NodeSpec withInstanceType(String type) {
    return new NodeSpec(name, capacity, zone, type, gpus, provider, labels, taints);
  }

  public NodeSpec withProvider(String cloud) {
    return new NodeSpec(name, capacity, zone, instanceType, gpus, cloud, labels, taints);
  }

  public NodeSpec withLabels(Map<String, String> more) {
    return new NodeSpec(name, capacity, zone, instanceType, gpus, provider, more, taints);
  }

  public NodeSpec withTaints(List<String> more) {
    return new NodeSpec(name, capacity, zone, instanceType, gpus, provider, labels, more);
  }

  List<String> arguments() {
    List<String> out =
        new ArrayList<>(
            List.of(
                "node",
                "add",
                name,
                "--capacity",
                capacity,
                "--zone",
                zone,
                "--instance-type",
                instanceType,
                "--gpus",
                Integer.toString(gpus),
                "--provider",
                provider));
    labels.forEach((key, value) -> out.addAll(List.of("--label", key + "=" + value)));
    taints.forEach(taint -> out.addAll(List.of("--taint", taint)));
    return out;
  }
}
