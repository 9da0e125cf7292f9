package dev.keepstep.cli.demo;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.BuiltImage;
import dev.keepstep.cli.images.ImageBuilder;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.NodeSpec;
import dev.keepstep.localcluster.Progress;
import dev.keepstep.localcluster.S3Location;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A cluster of real nodes on this machine, made for the demo and gone with it. */
final class LocalSite implements Site {
  static final String NAMESPACE = "demo";
  private static final String BUCKET = "training";
  private static final String SECRET = "training-s3";
  private static final Duration NOTICE = Duration.ofSeconds(30);

  private final LocalOptions options;
  private final boolean keep;
  private final Steps steps;
  private final Map<String, String> zoneOf =
      new ConcurrentHashMap<>(
          new TreeMap<>(Map.of("spot-a", "zone-a", "spot-b", "zone-b", "spot-c", "zone-c")));
  private volatile @Nullable LocalCluster cluster;
  private @Nullable KubernetesClient client;
  private @Nullable BuiltImage trainer;
  private int replacements;

  LocalSite(LocalOptions options, boolean keep, Steps steps) {
    this.options = options;
    this.keep = keep;
    this.steps = steps;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    Binaries binaries = Binaries.find(this::binaries);
    binaries.cluster();
    binaries.versitygw();
    Path helm = binaries.helm();
    BuiltImage operator = images();
    LocalCluster up =
        steps.done(
            "started",
            "API server, scheduler, controller manager, 4 nodes, S3",
            () -> start(binaries));
    Path trainerTar = Objects.requireNonNull(trainer).tar();
    steps.done(
        "loaded",
        "operator and trainer images into 4 nodes",
        () -> {
          up.loadImage(operator.tar(), trainerTar);
          return up;
        });
    client = new KubernetesClientBuilder().withConfig(up.clientConfig()).build();
    Installation installation = new Installation(client);
    steps.done(
        "installed",
        "chart keepstep in %s; operator ready".formatted(Installation.SYSTEM_NAMESPACE),
        () -> {
          installation.chart(
              new Helm(helm, Optional.of(up.kubeconfig()), Optional.empty()),
              operator.reference(),
              List.of(
                  "statusInterval=1s",
                  // nodes are taken away here, and not the operator's
                  "nodeSelector.karpenter\\.sh/capacity-type=on-demand"));
          return installation;
        });
    installation.namespace(NAMESPACE);
    S3Location s3 = up.s3().orElseThrow();
    Storage.Credentials credentials = new Storage.Credentials(s3.accessKey(), s3.secretKey());
    installation.secret(NAMESPACE, SECRET, credentials);
    Buckets.create(s3.hostEndpoint(), s3.region(), credentials, BUCKET);
  }

  private BuiltImage images() throws IOException, InterruptedException {
    Instant began = Instant.now();
    steps.working("operator and trainer images");
    ImageBuilder builder = new ImageBuilder(Home.cache().resolve("images"));
    BuiltImage operator = builder.operator(Home.root());
    BuiltImage built = builder.trainer(Home.root(), false);
    trainer = built;
    if (operator.fresh() || built.fresh()) {
      steps.told(
          "built",
          "operator and trainer images (%s, %s)".formatted(operator.size(), built.size()),
          Duration.between(began, Instant.now()));
    }
    return operator;
  }

  private LocalCluster start(Binaries binaries) {
    LocalCluster.Options wanted =
        LocalCluster.Options.named(options.name).withS3().withNodeGrace(options.nodeGrace());
    LocalCluster up =
        LocalCluster.up(keep ? wanted.outlivingJvm() : wanted, binaries, Progress.NONE);
    cluster = up;
    up.addNode(NodeSpec.onDemand("on-demand", "zone-a"));
    new TreeMap<>(zoneOf).forEach((node, zone) -> up.addNode(NodeSpec.spot(node, zone)));
    return up;
  }

  private void binaries(String line, Duration elapsed) {
    String program = line.replaceFirst("^buil(ding|t) ", "").replaceFirst(" in \\d+ s$", "");
    if (!line.startsWith("built ")) {
      steps.workingLong(words(program));
    } else if (!program.equals("cluster")) { // its time is nearly all that of its components
      steps.told("built", words(program), elapsed);
    }
  }

  /** What a program of {@code local-cluster/build.sh} is to somebody who watches. */
  private static String words(String program) {
    return switch (program) {
      case "components" -> "Kubernetes and etcd from their sources (first time only)";
      case "cluster" -> "the local cluster";
      case "versitygw" -> "versitygw, the S3 server (first time only)";
      case "helm" -> "Helm (first time only)";
      default -> program;
    };
  }

  @Override
  public KubernetesClient client() {
    return Objects.requireNonNull(client, "not prepared");
  }

  @Override
  public String namespace() {
    return NAMESPACE;
  }

  @Override
  public String trainerImage() {
    return Objects.requireNonNull(trainer, "not prepared").reference();
  }

  @Override
  public Storage storage() {
    S3Location s3 = up().s3().orElseThrow();
    return new Storage(
        BUCKET,
        s3.region(),
        Optional.of(s3.podEndpoint()),
        Optional.of(s3.hostEndpoint()),
        Optional.of(SECRET),
        Optional.of(new Storage.Credentials(s3.accessKey(), s3.secretKey())));
  }

  /**
   * Ends the attempt's node, warned or not, and brings another up in its zone, as a cloud would.
   */
  @Override
  public void interrupt(InterruptionPlan.Kind kind, AttemptStatus attempt) {
    String node = Objects.requireNonNull(attempt.node());
    switch (kind) {
      case NOTICE -> up().noticeInBackground(node, NOTICE);
      case KILL -> {
        if (options.keepNodeObjects) {
          up().killKeepingObject(node);
        } else {
          up().kill(node);
        }
      }
    }
    String zone = Objects.requireNonNullElse(zoneOf.get(node), "zone-a");
    String replacement = nextName(zone);
    zoneOf.put(replacement, zone);
    up().addNode(NodeSpec.spot(replacement, zone));
  }

  private synchronized String nextName(String zone) {
    replacements++;
    return "spot-%s-%d".formatted(zone.replaceFirst("^zone-", ""), replacements + 1);
  }

  @Override
  public List<String> hints() {
    return List.of(
        "export KUBECONFIG=" + up().kubeconfig(),
        "kubectl -n %s get trainingjobs".formatted(NAMESPACE),
        "./keepstep cluster down --name " + options.name);
  }

  private LocalCluster up() {
    return Objects.requireNonNull(cluster, "not prepared");
  }

  @Override
  public void close() {
    KubernetesClient open = client;
    if (open != null) {
      open.close();
    }
    LocalCluster running = cluster;
    if (running != null && !keep) {
      running.down();
      cluster = null;
    }
  }
}
