package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Collection;
import java.util.Optional;

/**
 * What can be read of the cluster. The caches lag behind; where an absence would be evidence, the
 * API server itself is asked.
 */
public interface ClusterView {
  /** The cached pods that are labelled with the job's name. */
  Collection<Pod> pods(TrainingJob job);

  /** The cached Leases that are labelled with the job's name. */
  Collection<Lease> leases(TrainingJob job);

  /** The cached node. */
  Optional<Node> node(String name);

  /** What the cached nodes say together. */
  Fleet fleet();

  /**
   * The pod as the API server has it.
   *
   * @throws RuntimeException if it cannot be asked
   */
  Optional<Pod> askForPod(String namespace, String name);

  /**
   * The node as the API server has it.
   *
   * @throws RuntimeException if it cannot be asked
   */
  Optional<Node> askForNode(String name);
}
