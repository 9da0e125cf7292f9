package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.S3Spec.SecretReference;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The container named trainer, with the contract in it. */
final class TrainerContainer {
  private static final String TMP = "/tmp";

  private TrainerContainer() {}

  static Container of(Container base, TrainingJob job, AttemptPlan plan, long graceSeconds) {
    List<EnvVar> env = new ArrayList<>(contract(job, plan, graceSeconds));
    Set<String> own = new java.util.HashSet<>(base.getEnv().stream().map(EnvVar::getName).toList());
    SecretReference secret = job.getSpec().checkpoint().s3().credentialsSecret();
    if (secret != null) {
      env.addAll(
          credentials(secret.name()).stream().filter(e -> !own.contains(e.getName())).toList());
    }
    env.addAll(base.getEnv());
    List<VolumeMount> mounts = new ArrayList<>(base.getVolumeMounts());
    mounts.add(
        new VolumeMountBuilder()
            .withName(TrainerPod.SPEC_VOLUME)
            .withMountPath(TrainerEnv.SPEC_PATH.substring(0, TrainerEnv.SPEC_PATH.lastIndexOf('/')))
            .withReadOnly(true)
            .build());
    if (!mountsTmp(base)) {
      mounts.add(
          new VolumeMountBuilder().withName(TrainerPod.TMP_VOLUME).withMountPath(TMP).build());
    }
    return new ContainerBuilder(SecurityDefaults.trainer(base))
        .withEnv(env)
        .withVolumeMounts(mounts)
        .withTerminationMessagePath(TerminationMessage.PATH)
        // a process that crashes leaves no message, but mostly says why in its log
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .build();
  }

  static boolean mountsTmp(Container base) {
    return base.getVolumeMounts().stream().anyMatch(m -> m.getMountPath().equals(TMP));
  }

  private static List<EnvVar> contract(TrainingJob job, AttemptPlan plan, long graceSeconds) {
    String name = job.getMetadata().getName();
    Map<String, String> values =
        new TrainerEnv(
                name,
                job.getMetadata().getNamespace(),
                job.getMetadata().getUid(),
                plan.number(),
                plan.standby(),
                0,
                1,
                Names.lease(name, plan.number()),
                Math.toIntExact(graceSeconds),
                TrainerEnv.SPEC_PATH,
                "",
                "")
            .toMap();
    return TrainerEnv.NAMES.stream()
        .map(
            variable ->
                switch (variable) {
                  case TrainerEnv.POD_UID -> field(variable, "metadata.uid");
                  case TrainerEnv.NODE -> field(variable, "spec.nodeName");
                  default ->
                      new EnvVarBuilder()
                          .withName(variable)
                          .withValue(values.get(variable))
                          .build();
                })
        .toList();
  }

  private static EnvVar field(String variable, String path) {
    return new EnvVarBuilder()
        .withName(variable)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  /** As the AWS SDK's default chain expects them. */
  static List<EnvVar> credentials(String secret) {
    return List.of(
        key(secret, "AWS_ACCESS_KEY_ID", false),
        key(secret, "AWS_SECRET_ACCESS_KEY", false),
        key(secret, "AWS_SESSION_TOKEN", true));
  }

  private static EnvVar key(String secret, String key, boolean optional) {
    return new EnvVarBuilder()
        .withName(key)
        .withNewValueFrom()
        .withNewSecretKeyRef(key, secret, optional)
        .endValueFrom()
        .build();
  }
}
