package dev.keepstep.operator.observe;

import dev.keepstep.core.decide.money.NodeKind;
import dev.keepstep.core.decide.restart.NodeState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a node. Null ends here. */
public final class NodeReader {
  static final String ZONE = "topology.kubernetes.io/zone";
  private static final String INSTANCE_TYPE = "node.kubernetes.io/instance-type";

  /** Where GPU feature discovery, GKE and Karpenter write the model. */
  private static final List<String> GPU_MODELS =
      List.of(
          "nvidia.com/gpu.product",
          "cloud.google.com/gke-accelerator",
          "karpenter.k8s.aws/instance-gpu-name");

  private NodeReader() {}

  /** What matters of a node. */
  public static NodeFacts read(Node node) {
    Set<String> taints =
        Optional.ofNullable(node.getSpec().getTaints()).orElse(List.of()).stream()
            .map(Taint::getKey)
            .collect(Collectors.toUnmodifiableSet());
    Map<String, String> labels =
        Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
    Resources room =
        Optional.ofNullable(node.getStatus())
            .map(NodeStatus::getAllocatable)
            .map(Resources::of)
            .orElse(Resources.NONE);
    return new NodeFacts(
        node.getMetadata().getName(),
        state(node, taints),
        taints.stream()
            .filter(InterruptionSigns.NOTICES::contains)
            .collect(Collectors.toUnmodifiableSet()),
        taints.stream()
            .filter(InterruptionSigns.RISKS::contains)
            .collect(Collectors.toUnmodifiableSet()),
        Optional.ofNullable(node.getStatus())
            .map(NodeStatus::getNodeInfo)
            .map(NodeSystemInfo::getBootID)
            .filter(b -> !b.isEmpty()),
        kind(labels, room),
        room);
  }

  private static NodeKind kind(Map<String, String> labels, Resources room) {
    return new NodeKind(
        Optional.ofNullable(labels.get(INSTANCE_TYPE)),
        GPU_MODELS.stream().map(labels::get).filter(Objects::nonNull).findFirst(),
        room.gpus().intValue(),
        Optional.ofNullable(labels.get(ZONE)));
  }

  /**
   * The condition counts as well as the taint: the taint follows it by a moment, and clusters whose
   * node controller is the cloud's may not set it.
   */
  private static NodeState state(Node node, Set<String> taints) {
    if (taints.contains(InterruptionSigns.OUT_OF_SERVICE)) {
      return NodeState.OUT_OF_SERVICE;
    }
    Optional<String> ready =
        Optional.ofNullable(node.getStatus()).map(NodeStatus::getConditions).stream()
            .flatMap(List::stream)
            .filter(c -> "Ready".equals(c.getType()))
            .map(NodeCondition::getStatus)
            .findFirst();
    if (taints.contains(InterruptionSigns.UNREACHABLE)
        || ready.filter("Unknown"::equals).isPresent()) {
      return NodeState.UNREACHABLE;
    }
    if (taints.contains(InterruptionSigns.NOT_READY) || ready.filter("False"::equals).isPresent()) {
      return NodeState.NOT_READY;
    }
    return NodeState.READY;
  }
}
