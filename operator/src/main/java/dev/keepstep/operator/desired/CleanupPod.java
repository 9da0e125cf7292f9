package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.S3Spec.SecretReference;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerTask;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pod that deletes a deleted job's objects in S3: the trainer's image and identity, a task in
 * place of a training, and a node of any kind. The operator could not do it, since it holds no
 * storage credentials.
 *
 * <p>It has no owner: a deletion in the foreground would take it away before it has begun.
 */
final class CleanupPod {
  /** A pod that hangs must not hold the job for ever; the next one goes on. */
  private static final long MOST_SECONDS = 3600;

  private static final String TMP = "/tmp";

  private CleanupPod() {}

  /**
   * @param image whose program knows the task; empty: the trainer's own
   */
  static Pod of(TrainingJob job, Optional<String> image) {
    PodSpec base = new PodSpecBuilder(job.getSpec().template().getSpec()).build();
    Container trainer =
        base.getContainers().stream()
            .filter(c -> c.getName().equals(TrainerEnv.CONTAINER))
            .findFirst()
            .orElseThrow();
    List<VolumeMount> mounts = mounts(base, trainer);
    List<Volume> volumes = volumes(base, mounts);
    if (mounts.stream().noneMatch(m -> m.getMountPath().equals(TMP))) {
      mounts.add(
          new VolumeMountBuilder().withName(TrainerPod.TMP_VOLUME).withMountPath(TMP).build());
      volumes.add(
          new VolumeBuilder()
              .withName(TrainerPod.TMP_VOLUME)
              .withNewEmptyDir()
              .endEmptyDir()
              .build());
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName(Names.cleanup(job.getMetadata().getName()))
        .withNamespace(job.getMetadata().getNamespace())
        .withLabels(labels(job))
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withServiceAccountName(base.getServiceAccountName())
                // it asks nothing of the API server; tokens for storage are volumes of their own
                .withAutomountServiceAccountToken(false)
                .withImagePullSecrets(base.getImagePullSecrets())
                .withNodeSelector(base.getNodeSelector())
                .withTolerations(base.getTolerations())
                .withPriorityClassName(base.getPriorityClassName())
                .withRuntimeClassName(base.getRuntimeClassName())
                .withDnsPolicy(base.getDnsPolicy())
                .withDnsConfig(base.getDnsConfig())
                .withHostAliases(base.getHostAliases())
                .withSecurityContext(SecurityDefaults.pod(base.getSecurityContext()))
                .withContainers(container(job, trainer, image, mounts))
                .withVolumes(volumes)
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(MOST_SECONDS)
                .build())
        .build();
  }

  private static Container container(
      TrainingJob job, Container trainer, Optional<String> image, List<VolumeMount> mounts) {
    Container own =
        new ContainerBuilder(SecurityDefaults.trainer(trainer))
            .withEnv(environment(job, trainer))
            .withVolumeMounts(mounts)
            .withResources(resources())
            .withPorts()
            .withLivenessProbe(null)
            .withReadinessProbe(null)
            .withStartupProbe(null)
            .withLifecycle(null)
            .withTerminationMessagePath(TerminationMessage.PATH)
            .withTerminationMessagePolicy("File")
            .build();
    return image
        .map(i -> new ContainerBuilder(own).withImage(i).withCommand().withArgs().build())
        .orElse(own);
  }

  private static List<EnvVar> environment(TrainingJob job, Container trainer) {
    List<EnvVar> env = new ArrayList<>();
    env.add(
        new EnvVarBuilder()
            .withName(TrainerTask.ENV)
            .withValue(
                new TrainerTask.DeleteRun(SpecFile.storage(job), job.getMetadata().getUid())
                    .render())
            .build());
    Set<String> own = trainer.getEnv().stream().map(EnvVar::getName).collect(Collectors.toSet());
    SecretReference secret = job.getSpec().checkpoint().s3().credentialsSecret();
    if (secret != null) {
      TrainerContainer.credentials(secret.name()).stream()
          .filter(e -> !own.contains(e.getName()))
          .forEach(env::add);
    }
    env.addAll(trainer.getEnv());
    return env;
  }

  /** What the trainer mounts, but for disks: one of those may be held elsewhere, or be gone. */
  private static List<VolumeMount> mounts(PodSpec base, Container trainer) {
    Set<String> light =
        base.getVolumes().stream()
            .filter(v -> v.getPersistentVolumeClaim() == null && v.getEphemeral() == null)
            .map(Volume::getName)
            .collect(Collectors.toSet());
    return new ArrayList<>(
        trainer.getVolumeMounts().stream().filter(m -> light.contains(m.getName())).toList());
  }

  private static List<Volume> volumes(PodSpec base, List<VolumeMount> mounts) {
    Set<String> used = mounts.stream().map(VolumeMount::getName).collect(Collectors.toSet());
    return new ArrayList<>(
        base.getVolumes().stream().filter(v -> used.contains(v.getName())).toList());
  }

  /** Listing and deleting needs little, and no GPU. */
  private static ResourceRequirements resources() {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("256Mi"))
        .addToLimits("memory", new Quantity("512Mi"))
        .build();
  }

  private static Map<String, String> labels(TrainingJob job) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Labels.JOB, job.getMetadata().getName());
    labels.put(Labels.JOB_UID, job.getMetadata().getUid());
    labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_KEEPSTEP);
    return labels;
  }
}
