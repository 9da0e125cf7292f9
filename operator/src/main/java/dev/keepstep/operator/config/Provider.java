package dev.keepstep.operator.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a provider marks its spot and on-demand nodes, and how long a trainer has between SIGTERM and
 * the node's end.
 *
 * @param name as the setting CAPACITY_PROVIDER spells it
 * @param spotLabel label of spot nodes
 * @param onDemandLabel label of on-demand nodes; both empty: nodes without the spot label's key
 * @param spotTaints taints of spot nodes, which trainers placed there tolerate
 * @param grace time from a notice to the node's end that a pod may use to save
 */
public record Provider(
    String name,
    Map.Entry<String, String> spotLabel,
    Map.Entry<String, String> onDemandLabel,
    List<SpotTaint> spotTaints,
    Duration grace) {

  /** What {@link #onDemandLabel} is where on-demand nodes are those without the spot label. */
  public static final Map.Entry<String, String> UNMARKED = Map.entry("", "");

  /** A taint that the provider puts on its spot nodes. */
  public record SpotTaint(String key, String value, String effect) {}

  /** Karpenter, on any cloud; the notice is AWS's 120 s less what it takes to be seen. */
  public static final Provider KARPENTER =
      new Provider(
          "karpenter",
          Map.entry("karpenter.sh/capacity-type", "spot"),
          Map.entry("karpenter.sh/capacity-type", "on-demand"),
          List.of(),
          Duration.ofSeconds(110));

  /** Managed node groups of EKS. */
  public static final Provider EKS =
      new Provider(
          "eks",
          Map.entry("eks.amazonaws.com/capacityType", "SPOT"),
          Map.entry("eks.amazonaws.com/capacityType", "ON_DEMAND"),
          List.of(),
          Duration.ofSeconds(110));

  /** GKE: of 30 s of notice 15 are left for pods that are not the system's. */
  public static final Provider GKE =
      new Provider(
          "gke",
          Map.entry("cloud.google.com/gke-spot", "true"),
          UNMARKED,
          List.of(new SpotTaint("cloud.google.com/gke-spot", "true", "NoSchedule")),
          Duration.ofSeconds(14));

  /** AKS: about 30 s of notice. */
  public static final Provider AKS =
      new Provider(
          "aks",
          Map.entry("kubernetes.azure.com/scalesetpriority", "spot"),
          UNMARKED,
          List.of(new SpotTaint("kubernetes.azure.com/scalesetpriority", "spot", "NoSchedule")),
          Duration.ofSeconds(25));

  /** Those that are found from nodes' labels, in the order in which they are asked for. */
  public static final List<Provider> KNOWN = List.of(KARPENTER, EKS, GKE, AKS);

  public Provider {
    spotTaints = List.copyOf(spotTaints);
  }

  /** Whether a node with these labels is one that this provider marks, as spot or as on-demand. */
  public boolean marks(Map<String, String> nodeLabels) {
    return nodeLabels.containsKey(spotLabel.getKey())
        || !onDemandLabel.equals(UNMARKED) && nodeLabels.containsKey(onDemandLabel.getKey());
  }
}
