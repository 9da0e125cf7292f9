package dev.keepstep.cli.checkpoints;

import dev.keepstep.api.v1alpha1.S3Spec;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.s3.S3Options;
import dev.keepstep.cli.s3.S3Place;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A picocli mixin: which run is meant, by its place or by its job, and which of its checkpoints.
 * With {@code --job} every word on the line is a checkpoint; without, the first is the place.
 */
final class RunArguments {
  private static final List<String> KEYS =
      List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
  private static final List<String> PROPERTIES =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken");

  @Parameters(
      arity = "0..*",
      paramLabel = "s3://BUCKET/PREFIX|CHECKPOINT",
      description =
          "The run's place (not with --job), then checkpoints where the command takes any.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = {
        "The run of this TrainingJob: its place is read from the cluster, and the credentials from",
        "the Secret that it names, unless AWS_ACCESS_KEY_ID is set here."
      })
  @Nullable String job;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "With --job: its namespace. Unset: the kubeconfig's.")
  @Nullable String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "With --job: the kubeconfig's context. Unset: its current one.")
  @Nullable String context;

  @Mixin S3Options s3 = new S3Options();

  /** Opens the run's bucket. */
  OpenRun open() {
    if (job != null) {
      return ofJob(job);
    }
    if (words.isEmpty() || !S3Place.looksLike(words.getFirst())) {
      throw UserError.usage(
          words.isEmpty()
              ? "no run is named"
              : "\"" + words.getFirst() + "\" is no place in S3 and there is no --job",
          "name it as s3://BUCKET/PREFIX, or with --job NAME -n NAMESPACE");
    }
    return at(words.getFirst());
  }

  /** Opens another run on the same server. */
  OpenRun at(String place) {
    S3Place where = S3Place.parse(place);
    return new OpenRun(
        s3.open(where.bucket()),
        new CheckpointKeys(where.prefix()),
        where.toString(),
        s3.storage(where.bucket(), where.prefix(), null, null));
  }

  /** The checkpoints that the line names, as they were written there. */
  List<String> checkpoints() {
    return job == null && !words.isEmpty() ? words.subList(1, words.size()) : words;
  }

  /**
   * The same, of a command that takes a certain number of them.
   *
   * @throws UserError if there are more or fewer
   */
  List<String> checkpoints(int least, int most) {
    List<String> named = checkpoints();
    if (named.size() < least || named.size() > most) {
      String expected = least == most ? Integer.toString(least) : "%d to %d".formatted(least, most);
      throw UserError.usage(
          "%d checkpoints are named (%s), expected %s"
              .formatted(
                  named.size(), named.isEmpty() ? "none" : String.join(", ", named), expected),
          "name each by its step, as 300, 300-2 or latest: keepstep checkpoints list shows them");
    }
    return named;
  }

  private OpenRun ofJob(String name) {
    try (KubernetesClient client = connect()) {
      String in = namespace == null ? client.getNamespace() : namespace;
      TrainingJob found = client.resources(TrainingJob.class).inNamespace(in).withName(name).get();
      if (found == null) {
        throw UserError.failed(
            "there is no TrainingJob \"%s\" in namespace \"%s\"".formatted(name, in),
            "kubectl get trainingjobs --all-namespaces lists them; or name its place as"
                + " s3://BUCKET/PREFIX");
      }
      S3Spec place = found.getSpec().checkpoint().s3();
      if (place.credentialsSecret() != null && System.getenv(KEYS.getFirst()) == null) {
        signIn(client, in, place.credentialsSecret().name());
      }
      String prefix = place.prefix() == null ? in + "/" + name : place.prefix();
      return new OpenRun(
          s3.open(place.bucket(), place.endpoint(), place.region()),
          new CheckpointKeys(prefix),
          new S3Place(place.bucket(), prefix).toString(),
          s3.storage(place.bucket(), prefix, place.endpoint(), place.region()));
    } catch (KubernetesClientException e) {
      throw UserError.failed(
          "the cluster does not answer as hoped: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "kubectl%s get trainingjobs shows whether it can be reached"
              .formatted(context == null ? "" : " --context " + context));
    }
  }

  private KubernetesClient connect() {
    if (context == null) {
      return new KubernetesClientBuilder().build();
    }
    Config config = Config.autoConfigure(context);
    if (config.getContexts().stream().map(NamedContext::getName).noneMatch(context::equals)) {
      throw UserError.usage(
          "--context \"%s\": kubeconfig has no such context".formatted(context),
          "kubectl config get-contexts lists them");
    }
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** As this process's system properties, which the SDK's default chain reads. */
  private static void signIn(KubernetesClient client, String namespace, String name) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null || secret.getData() == null) {
      throw UserError.failed(
          "the job's Secret \"%s\" is not in namespace \"%s\"".formatted(name, namespace),
          "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY here");
    }
    Map<String, String> data = secret.getData();
    for (int i = 0; i < KEYS.size(); i++) {
      String value = data.get(KEYS.get(i));
      if (value != null) {
        System.setProperty(
            PROPERTIES.get(i),
            new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip());
      }
    }
  }
}
