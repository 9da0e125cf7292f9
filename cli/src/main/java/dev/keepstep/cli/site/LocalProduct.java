package dev.keepstep.cli.site;

import dev.keepstep.cli.Folders;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.BuiltImage;
import dev.keepstep.cli.images.ImageBuilder;
import dev.keepstep.cli.images.UnkeyedImage;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.NodeSpec;
import dev.keepstep.localcluster.Progress;
import dev.keepstep.localcluster.S3Location;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The product on a cluster of real nodes on this machine: built, started, installed, with a bucket
 * and a namespace for jobs; gone with this process unless it is to be kept. Tells each step.
 */
public final class LocalProduct implements AutoCloseable {
  private static final String BUCKET = "training";
  private static final String SECRET = "training-s3";

  private final String name;
  private final String namespace;
  private final Duration nodeGrace;
  private final boolean keep;
  private final Steps steps;
  private volatile @Nullable LocalCluster cluster;
  private @Nullable KubernetesClient client;
  private @Nullable Binaries binaries;
  private @Nullable BuiltImage operator;
  private @Nullable BuiltImage trainer;

  /**
   * @param name of the cluster; one that has it is replaced
   * @param namespace for jobs
   * @param nodeGrace how long a node may be silent before it is called not ready
   * @param keep whether the cluster outlives this process
   */
  public LocalProduct(
      String name, String namespace, Duration nodeGrace, boolean keep, Steps steps) {
    this.name = name;
    this.namespace = namespace;
    this.nodeGrace = nodeGrace;
    this.keep = keep;
    this.steps = steps;
  }

  /** Builds what is not built, brings the cluster up with these nodes, loads the images. */
  public void start(List<NodeSpec> nodes) throws IOException, InterruptedException {
    Binaries found = Binaries.find(this::binaries);
    binaries = found;
    found.cluster();
    found.versitygw();
    found.helm();
    Path operatorTar = images().tar();
    String count = nodes.size() == 1 ? "1 node" : nodes.size() + " nodes";
    LocalCluster up =
        steps.done(
            "started",
            "API server, scheduler, controller manager, %s, S3".formatted(count),
            () -> start(found, nodes));
    Path trainerTar = Objects.requireNonNull(trainer).tar();
    steps.done(
        "loaded",
        "operator and trainer images into " + count,
        () -> {
          up.loadImage(operatorTar, trainerTar);
          return up;
        });
    client = new KubernetesClientBuilder().withConfig(up.clientConfig()).build();
  }

  /**
   * Installs the chart or upgrades it, and makes the namespace, its Secret and the bucket.
   *
   * @param values of the chart, as {@code key=value}
   * @param file more of them
   */
  public void install(List<String> values, Optional<Path> file)
      throws IOException, InterruptedException {
    Installation installation = new Installation(client());
    steps.done(
        "installed",
        "chart keepstep in %s; operator ready".formatted(Installation.SYSTEM_NAMESPACE),
        () -> {
          upgrade(values, file);
          return installation;
        });
    installation.namespace(namespace);
    S3Location s3 = cluster().s3().orElseThrow();
    Storage.Credentials credentials = new Storage.Credentials(s3.accessKey(), s3.secretKey());
    installation.secret(namespace, SECRET, credentials);
    Buckets.create(s3.hostEndpoint(), s3.region(), credentials, BUCKET);
  }

  /** The chart with other values; returns when the operator is ready. */
  public void upgrade(List<String> values, Optional<Path> file)
      throws IOException, InterruptedException {
    Path helm = Objects.requireNonNull(binaries, "not started").helm();
    new Installation(client())
        .chart(
            new Helm(helm, Optional.of(cluster().kubeconfig()), Optional.empty()),
            Objects.requireNonNull(operator, "not started").reference(),
            values,
            file);
  }

  private BuiltImage images() throws IOException, InterruptedException {
    Instant began = Instant.now();
    steps.working("operator and trainer images");
    ImageBuilder builder = new ImageBuilder(Home.cache().resolve("images"));
    BuiltImage ours = builder.operator(Home.root());
    BuiltImage theirs = builder.trainer(Home.root(), false);
    operator = ours;
    trainer = theirs;
    if (ours.fresh() || theirs.fresh()) {
      steps.told(
          "built",
          "operator and trainer images (%s, %s)".formatted(ours.size(), theirs.size()),
          Duration.between(began, Instant.now()));
    }
    return ours;
  }

  private LocalCluster start(Binaries found, List<NodeSpec> nodes) {
    LocalCluster.Options wanted =
        LocalCluster.Options.named(name).withS3().withNodeGrace(nodeGrace);
    LocalCluster up = LocalCluster.up(keep ? wanted.outlivingJvm() : wanted, found, Progress.NONE);
    cluster = up;
    nodes.forEach(up::addNode);
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

  /** After {@link #start}. */
  public KubernetesClient client() {
    return Objects.requireNonNull(client, "not started");
  }

  /** After {@link #start}. */
  public LocalCluster cluster() {
    return Objects.requireNonNull(cluster, "not started");
  }

  /** Where jobs are applied, with the trainer's image and storage; after {@link #install}. */
  public JobTemplate.Place place() {
    return new JobTemplate.Place(namespace, trainerImage(), storage());
  }

  /** As pods name it. */
  String trainerImage() {
    return Objects.requireNonNull(trainer, "not started").reference();
  }

  Storage storage() {
    S3Location s3 = cluster().s3().orElseThrow();
    return new Storage(
        BUCKET,
        s3.region(),
        Optional.of(s3.podEndpoint()),
        Optional.of(s3.hostEndpoint()),
        Optional.of(SECRET),
        Optional.of(new Storage.Credentials(s3.accessKey(), s3.secretKey())));
  }

  /**
   * Makes the trainer's image with a source of randomness drawn from the clock and loads it.
   *
   * @return references by source
   */
  Map<String, String> loadUnkeyed(Set<String> sources) throws IOException, InterruptedException {
    BuiltImage image = Objects.requireNonNull(trainer, "not started");
    return steps.done(
        "loaded",
        "trainer images for the negative control: without "
            + String.join(", ", new TreeSet<>(sources)),
        () -> {
          Map<String, String> references = new TreeMap<>();
          Path folder = Files.createTempDirectory("keepstep-unkeyed-");
          try {
            for (String source : sources) {
              BuiltImage unkeyed = UnkeyedImage.write(image, source, folder);
              cluster().loadImage(unkeyed.tar());
              references.put(source, unkeyed.reference());
            }
          } finally {
            Folders.delete(folder);
          }
          return references;
        });
  }

  /** Commands by which the user goes on from here when the cluster is kept. */
  public List<String> hints() {
    return List.of(
        "export KUBECONFIG=" + cluster().kubeconfig(),
        "kubectl -n %s get trainingjobs".formatted(namespace),
        "./keepstep cluster down --name " + name);
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
