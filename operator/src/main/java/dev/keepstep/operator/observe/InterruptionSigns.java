package dev.keepstep.operator.observe;

import java.util.Set;

/**
 * The taints by which a node says that its end is near, by whoever puts them there. Sources: the
 * reference pages of Karpenter (disruption), aws-node-termination-handler, GKE (graceful node
 * termination), cluster-autoscaler, the cloud-node-lifecycle controller and AKS.
 */
public final class InterruptionSigns {
  /** The attempt is about to lose its node. */
  public static final Set<String> NOTICES =
      Set.of(
          "karpenter.sh/disrupted",
          "aws-node-termination-handler/spot-itn",
          "aws-node-termination-handler/asg-lifecycle-termination",
          "aws-node-termination-handler/scheduled-maintenance",
          "cloud.google.com/impending-node-termination",
          "ToBeDeletedByClusterAutoscaler",
          "node.cloudprovider.kubernetes.io/shutdown",
          "remediator.kubernetes.azure.com/unschedulable");

  /** The node may go sooner than others: no reason to leave it, but to start elsewhere. */
  public static final Set<String> RISKS =
      Set.of("aws-node-termination-handler/rebalance-recommendation");

  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private InterruptionSigns() {}
}
