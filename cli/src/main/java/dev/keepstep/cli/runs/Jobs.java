package dev.keepstep.cli.runs;

import dev.keepstep.api.v1alpha1.S3Spec;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.s3.S3Place;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** TrainingJobs on a cluster, looked at and not touched. */
public final class Jobs {
  private Jobs() {}

  /**
   * Finds one.
   *
   * @throws UserError if the cluster is not reached, has no TrainingJobs, or none of that name
   */
  public static TrainingJob find(JobOptions options, String name) {
    return ask(options, name, (_, job) -> job);
  }

  /**
   * The entries of the Secret that a job names for its bucket, decoded; none if it names none.
   *
   * @throws UserError as {@link #find}, or if the Secret is not there
   */
  public static Map<String, String> credentials(JobOptions options, String name) {
    return ask(options, name, Jobs::secret);
  }

  private static Map<String, String> secret(KubernetesClient client, TrainingJob job) {
    S3Spec.SecretReference named = job.getSpec().checkpoint().s3().credentialsSecret();
    if (named == null) {
      return Map.of();
    }
    String namespace = job.getMetadata().getNamespace();
    Secret secret = client.secrets().inNamespace(namespace).withName(named.name()).get();
    if (secret == null || secret.getData() == null) {
      throw UserError.failed(
          "the job's Secret \"%s\" is not in namespace \"%s\"".formatted(named.name(), namespace),
          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY here");
    }
    Map<String, String> entries = new LinkedHashMap<>();
    secret
        .getData()
        .forEach(
            (key, value) ->
                entries.put(
                    key,
                    new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip()));
    return entries;
  }

  private static <T> T ask(
      JobOptions options, String name, BiFunction<KubernetesClient, TrainingJob, T> question) {
    Config config = Config.autoConfigure(options.context);
    if (options.context != null
        && (config.getCurrentContext() == null
            || !options.context.equals(config.getCurrentContext().getName()))) {
      throw UserError.usage(
          "--context \"%s\" is in no kubeconfig".formatted(options.context),
          "kubectl config get-contexts lists what there is");
    }
    config.setRequestRetryBackoffLimit(1); // a person waits
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      String namespace =
          options.namespace != null
              ? options.namespace
              : Objects.requireNonNullElse(client.getNamespace(), "default");
      TrainingJob job =
          client.resources(TrainingJob.class).inNamespace(namespace).withName(name).get();
      if (job == null) {
        throw UserError.usage(
            "no TrainingJob \"%s\" in namespace %s (asked %s)"
                .formatted(name, namespace, config.getMasterUrl()),
            "kubectl get trainingjobs -A lists what there is; -n names the namespace");
      }
      return question.apply(client, job);
    } catch (KubernetesClientException e) {
      throw UserError.failed(
          "TrainingJob \"%s\": the cluster at %s did not answer: %s"
              .formatted(
                  name,
                  config.getMasterUrl(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          "check KUBECONFIG, --context and your rights: kubectl get trainingjob " + name);
    }
  }

  /** Where the job's run lies. */
  public static S3Place place(TrainingJob job) {
    S3Spec s3 = job.getSpec().checkpoint().s3();
    String prefix = s3.prefix();
    return new S3Place(
        s3.bucket(),
        prefix == null
            ? job.getMetadata().getNamespace() + "/" + job.getMetadata().getName()
            : prefix);
  }
}
