package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.LeaseKeys;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that an attempt needs in the cluster. */
public final class DesiredObjects {
  private static final String REPORTING = "keepstep-reporting";

  private DesiredObjects() {}

  /** The attempt's pod. */
  public static Pod pod(TrainingJob job, AttemptPlan plan) {
    return TrainerPod.of(job, plan);
  }

  /**
   * The pod that deletes what a deleted job left in S3.
   *
   * @param image whose program does it; empty: the trainer's own
   */
  public static Pod cleanup(TrainingJob job, Optional<String> image) {
    return CleanupPod.of(job, image);
  }

  /**
   * The part of the job's own object that is Keepstep's: whether the API server must wait for the
   * run's objects to go.
   */
  public static TrainingJob finalizer(TrainingJob job, boolean held) {
    TrainingJob part = new TrainingJob();
    part.setMetadata(
        new ObjectMetaBuilder()
            .withName(job.getMetadata().getName())
            .withNamespace(job.getMetadata().getNamespace())
            .withUid(job.getMetadata().getUid())
            .withFinalizers(held ? List.of(Labels.CHECKPOINTS_FINALIZER) : List.of())
            .build());
    return part;
  }

  /**
   * The attempt's Lease, on which its trainer reports.
   *
   * @param notes what the operator has counted so far, and what may go with it
   */
  public static Lease lease(TrainingJob job, int attempt, Map<String, String> notes) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(Names.lease(job.getMetadata().getName(), attempt))
        .withNamespace(job.getMetadata().getNamespace())
        .withLabels(Owned.labels(job, attempt))
        .withAnnotations(notes)
        .withOwnerReferences(Owned.by(job))
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  /** The one annotation that hands the run to a standby. */
  public static Lease handover(TrainingJob job, int attempt) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(Names.lease(job.getMetadata().getName(), attempt))
        .withNamespace(job.getMetadata().getNamespace())
        .withAnnotations(Map.of(LeaseKeys.HANDOVER, "true"))
        .endMetadata()
        .build();
  }

  /** The ServiceAccount that the job's trainers run as. */
  public static String serviceAccount(TrainingJob job) {
    return Optional.ofNullable(job.getSpec().template())
        .map(PodTemplateSpec::getSpec)
        .map(PodSpec::getServiceAccountName)
        .filter(n -> !n.isEmpty())
        .orElse("default");
  }

  /**
   * The right to report: a trainer's only one in Kubernetes. It belongs to the namespace, since
   * jobs share it; the chart's admission policy narrows it to each pod's own Lease.
   */
  public static Role reportingRole(String namespace) {
    return new RoleBuilder()
        .withNewMetadata()
        .withName(REPORTING)
        .withNamespace(namespace)
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGED_BY_KEEPSTEP)
        .endMetadata()
        .addNewRule()
        .withApiGroups("coordination.k8s.io")
        .withResources("leases")
        .withVerbs("get", "patch")
        .endRule()
        .build();
  }

  /** That right, given to a ServiceAccount. */
  public static RoleBinding reportingBinding(String namespace, String serviceAccount) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withName(REPORTING + "-" + serviceAccount)
        .withNamespace(namespace)
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGED_BY_KEEPSTEP)
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "Role", REPORTING)
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(serviceAccount)
        .withNamespace(namespace)
        .endSubject()
        .build();
  }
}
