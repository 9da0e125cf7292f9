package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.UserError;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.Progress;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A cluster that is there: only what was made here is changed, and only that is removed. */
final class ContextSite implements Site {
  private static final String CRD = "trainingjobs.keepstep.dev";

  private final ContextOptions options;
  private final String context;
  private final String namespace;
  private final String ownSecret;
  private final boolean keep;
  private final Steps steps;
  private @Nullable KubernetesClient client;
  private @Nullable Helm installed;
  private boolean madeNamespace;
  private final Queue<TrainingJob> made = new ConcurrentLinkedQueue<>();

  /**
   * @param purpose part of the names of what is made
   */
  ContextSite(ContextOptions options, String context, String purpose, boolean keep, Steps steps) {
    this.options = options;
    this.context = context;
    namespace = Objects.requireNonNullElse(options.namespace, "keepstep-" + purpose);
    ownSecret = "keepstep-%s-s3".formatted(purpose);
    this.keep = keep;
    this.steps = steps;
    required("--image", options.image, "the trainer's image: ./keepstep images --push prints it");
    required("--s3-bucket", options.s3Bucket, "an existing bucket");
  }

  private static void required(String option, @Nullable String value, String what) {
    if (value == null) {
      throw UserError.usage("--context needs " + option, "add " + option + ": " + what);
    }
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    client = connect();
    steps.told("using", "context %s (%s)".formatted(context, client().getMasterUrl()));
    Installation installation = new Installation(client());
    boolean there =
        client().apiextensions().v1().customResourceDefinitions().withName(CRD).get() != null;
    if (options.operatorImage != null) {
      String image = options.operatorImage;
      Helm helm =
          new Helm(Binaries.find(Progress.STDERR).helm(), Optional.empty(), Optional.of(context));
      if (!there) {
        installed = helm;
      }
      steps.done(
          "installed",
          "chart keepstep in %s; operator ready".formatted(Installation.SYSTEM_NAMESPACE),
          () -> {
            installation.chart(helm, image, List.of("statusInterval=1s"));
            return helm;
          });
    } else if (!there) {
      throw UserError.failed(
          "context %s has no TrainingJobs: the chart is not installed".formatted(context),
          "add --operator-image IMAGE:TAG, or install it: docs/how-to/your-own-cluster.md");
    }
    madeNamespace = client().namespaces().withName(namespace).get() == null;
    installation.namespace(namespace);
    if (options.s3Secret == null) {
      keys().ifPresent(keys -> installation.secret(namespace, ownSecret, keys));
    }
  }

  private KubernetesClient connect() {
    Config config = Config.autoConfigure(context);
    boolean known =
        config.getContexts().stream().map(NamedContext::getName).anyMatch(context::equals);
    if (!known) {
      throw UserError.usage(
          "--context \"%s\": kubeconfig has no such context".formatted(context),
          "kubectl config get-contexts lists them");
    }
    KubernetesClient made = new KubernetesClientBuilder().withConfig(config).build();
    try {
      made.getKubernetesVersion();
      return made;
    } catch (KubernetesClientException e) {
      made.close();
      throw UserError.failed(
          "context %s does not answer: %s".formatted(context, e.getMessage()),
          "kubectl --context %s version".formatted(context));
    }
  }

  private static Optional<Storage.Credentials> keys() {
    String id = System.getenv("AWS_ACCESS_KEY_ID");
    String key = System.getenv("AWS_SECRET_ACCESS_KEY");
    return id == null || key == null
        ? Optional.empty()
        : Optional.of(new Storage.Credentials(id, key));
  }

  @Override
  public KubernetesClient client() {
    return Objects.requireNonNull(client, "not prepared");
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public String trainerImage() {
    return Objects.requireNonNull(options.image);
  }

  /** None: they would have to be pushed where the cluster's nodes pull from. */
  @Override
  public Map<String, String> unkeyedImages(Set<String> sources) {
    return Map.of();
  }

  @Override
  public Storage storage() {
    Optional<String> secret =
        options.s3Secret != null
            ? Optional.of(options.s3Secret)
            : keys().isPresent() ? Optional.of(ownSecret) : Optional.empty();
    return new Storage(
        Objects.requireNonNull(options.s3Bucket),
        options.s3Region,
        Optional.ofNullable(options.s3Endpoint),
        Optional.ofNullable(options.s3HostEndpoint),
        secret,
        Optional.empty());
  }

  @Override
  public void apply(TrainingJob job) {
    made.add(client().resource(job).create());
  }

  /** Evicts the attempt's pod, or deletes it without any grace: nodes are others'. */
  @Override
  public void interrupt(InterruptionPlan.Kind kind, AttemptStatus attempt) {
    var pod =
        client().pods().inNamespace(namespace).withName(Objects.requireNonNull(attempt.pod()));
    switch (kind) {
      case NOTICE -> pod.evict();
      case KILL -> pod.withGracePeriod(0).delete();
    }
  }

  @Override
  public String words(InterruptionPlan.Kind kind) {
    return switch (kind) {
      case NOTICE -> "pod evicted";
      case KILL -> "pod deleted with no grace";
    };
  }

  @Override
  public String where() {
    return "Kubernetes %s, context %s"
        .formatted(client().getKubernetesVersion().getGitVersion(), context);
  }

  @Override
  public List<String> hints() {
    return List.of(
        "kubectl --context %s -n %s get trainingjobs".formatted(context, namespace),
        "kubectl --context %s delete namespace %s".formatted(context, namespace));
  }

  @Override
  public void close() {
    KubernetesClient open = client;
    if (open == null) {
      return;
    }
    try {
      if (!keep && madeNamespace) {
        open.namespaces().withName(namespace).delete();
      } else if (!keep) {
        made.forEach(job -> open.resource(job).delete());
      }
      Helm helm = installed;
      if (!keep && helm != null) {
        helm.run(
            List.of(
                "uninstall", Installation.RELEASE, "--namespace", Installation.SYSTEM_NAMESPACE));
      }
    } catch (IOException e) {
      throw UserError.failed("cannot uninstall the chart: " + e.getMessage(), "helm uninstall");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.close();
    }
  }
}
