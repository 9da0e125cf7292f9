package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.TrainerEnv;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pod of an attempt: the user's template, with Keepstep's fields over it. What Keepstep sets:
 * name, owner, its labels and annotations, restartPolicy, the required node affinity for capacity,
 * tolerations beside the template's own, the trainer's contract variables and volumes, and the
 * grace period. What Pod Security's level restricted asks for is filled in where the template
 * leaves it unset.
 */
final class TrainerPod {
  static final String SPEC_VOLUME = "keepstep-spec";
  static final String TMP_VOLUME = "keepstep-tmp";

  private static final String GPU = "nvidia.com/gpu";
  private static final String SPEC_FILE = "spec.json";

  private TrainerPod() {}

  static Pod of(TrainingJob job, AttemptPlan plan) {
    PodTemplateSpec template = job.getSpec().template();
    PodSpec base = new PodSpecBuilder(template.getSpec()).build();
    boolean gpu = asksForGpu(base);
    long grace = grace(base, plan);
    List<Container> containers = new ArrayList<>();
    boolean ownTmp = false;
    for (Container container : base.getContainers()) {
      if (container.getName().equals(TrainerEnv.CONTAINER)) {
        ownTmp = !TrainerContainer.mountsTmp(container);
        containers.add(TrainerContainer.of(container, job, plan, grace));
      } else {
        containers.add(SecurityDefaults.container(container));
      }
    }
    List<Container> init =
        base.getInitContainers().stream().map(SecurityDefaults::container).toList();
    List<Volume> volumes = new ArrayList<>(base.getVolumes());
    volumes.add(specVolume());
    if (ownTmp) {
      volumes.add(new VolumeBuilder().withName(TMP_VOLUME).withNewEmptyDir().endEmptyDir().build());
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName(Names.pod(job.getMetadata().getName(), plan.number(), 0))
        .withNamespace(job.getMetadata().getNamespace())
        .withLabels(labels(job, plan, template))
        .withAnnotations(annotations(job, plan, template, gpu))
        .withOwnerReferences(Owned.by(job))
        .endMetadata()
        .withSpec(
            new PodSpecBuilder(base)
                .withContainers(containers)
                .withInitContainers(init)
                .withVolumes(volumes)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(grace)
                .withSecurityContext(SecurityDefaults.pod(base.getSecurityContext()))
                .withAffinity(PodPlacement.affinity(base.getAffinity(), job, plan))
                .withTolerations(PodPlacement.tolerations(base.getTolerations(), plan, gpu))
                .build())
        .build();
  }

  /** Whether any container asks for a GPU. */
  static boolean asksForGpu(PodSpec spec) {
    return spec.getContainers().stream()
        .map(Container::getResources)
        .anyMatch(r -> r != null && (has(r, true) || has(r, false)));
  }

  private static boolean has(ResourceRequirements resources, boolean limits) {
    Map<String, Quantity> amounts = limits ? resources.getLimits() : resources.getRequests();
    return amounts != null && amounts.containsKey(GPU);
  }

  /** The template's own, but never longer than a notice leaves: the rest would be SIGKILL's. */
  private static long grace(PodSpec base, AttemptPlan plan) {
    long notice = plan.grace().toSeconds();
    return Optional.ofNullable(base.getTerminationGracePeriodSeconds())
        .map(own -> Math.clamp(own, 0, notice))
        .orElse(notice);
  }

  private static Map<String, String> labels(
      TrainingJob job, AttemptPlan plan, PodTemplateSpec template) {
    Map<String, String> labels = new TreeMap<>();
    Optional.ofNullable(template.getMetadata())
        .map(ObjectMeta::getLabels)
        .ifPresent(labels::putAll);
    labels.putAll(Owned.labels(job, plan.number()));
    labels.put(Labels.WORKER, "0");
    labels.put(Labels.CAPACITY, plan.on().capacity().word());
    if (plan.standby()) {
      labels.put(Labels.STANDBY, "true");
    }
    return labels;
  }

  private static Map<String, String> annotations(
      TrainingJob job, AttemptPlan plan, PodTemplateSpec template, boolean gpu) {
    Map<String, String> annotations = new TreeMap<>();
    Optional.ofNullable(template.getMetadata())
        .map(ObjectMeta::getAnnotations)
        .ifPresent(annotations::putAll);
    annotations.put(Labels.SPEC_ANNOTATION, SpecFile.of(job, plan, gpu).render());
    // against those who would move it for tidiness' sake
    annotations.put("karpenter.sh/do-not-disrupt", "true");
    annotations.put("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");
    return annotations;
  }

  /** The spec file comes by way of an annotation: no object more, and it cannot change unseen. */
  private static Volume specVolume() {
    return new VolumeBuilder()
        .withName(SPEC_VOLUME)
        .withNewDownwardAPI()
        .withItems(
            new DownwardAPIVolumeFileBuilder()
                .withPath(SPEC_FILE)
                .withNewFieldRef()
                .withFieldPath("metadata.annotations['" + Labels.SPEC_ANNOTATION + "']")
                .endFieldRef()
                .build())
        .endDownwardAPI()
        .build();
  }
}
