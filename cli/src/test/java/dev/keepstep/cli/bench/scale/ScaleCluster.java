package dev.keepstep.cli.bench.scale;

import dev.keepstep.cli.Folders;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalCluster.Part;
import dev.keepstep.localcluster.Progress;
import dev.keepstep.localcluster.junit.CustomResources;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A control plane alone, fake nodes by kwok, and the operator as a process with its image's flags
 * and its own ServiceAccount's token: an ordinary user for the API server, as in a cluster.
 */
final class ScaleCluster implements AutoCloseable {
  static final int NODES = 100;
  private static final String PODS_PER_NODE = "1000";
  private static final String SYSTEM = "keepstep-system";

  /** Nodes report to nobody who would miss them. */
  private static final Duration NODE_GRACE = Duration.ofHours(1);

  /** Memory is not what is short here: less time for Go's collector, the same for all sides. */
  private static final Map<String, String> MEMORY_FOR_TIME = Map.of("GOGC", "400");

  /** As the chart's limit of 512Mi and the image's flag leave it. */
  private static final String HEAP = "-Xmx256m";

  @Nullable KubernetesClient client;
  private final Binaries binaries = Binaries.find(Progress.STDERR);
  private final Path folder;
  private @Nullable LocalCluster cluster;
  private final List<Process> started = new ArrayList<>();
  private final Map<String, Long> processes = new TreeMap<>();
  private boolean closed;

  /**
   * @param folder for what its processes read and say, which goes with it
   */
  ScaleCluster(Path folder) {
    this.folder = folder;
  }

  /** Starts all of it. */
  void start() throws IOException, InterruptedException {
    cluster =
        LocalCluster.up(
            LocalCluster.Options.named("scale")
                .withPart(Part.CONTROL_PLANE)
                .withNodeGrace(NODE_GRACE)
                .withEnvironment(MEMORY_FOR_TIME),
            binaries,
            Progress.NONE);
    Config config = cluster.clientConfig();
    config.setMaxConcurrentRequests(200);
    config.setMaxConcurrentRequestsPerHost(200);
    client = new KubernetesClientBuilder().withConfig(config).build();
    components();
    processes.put(Machine.CLIENT, ProcessHandle.current().pid());
    namespace(SYSTEM);
    chart();
    nodes();
    operator();
  }

  private void components() {
    cluster.status().components().forEach(c -> processes.put(c.name(), (long) c.pid()));
  }

  /**
   * Starts the API server anew, with all that it keeps: one that has held more has a larger heap,
   * and then Go's collector runs less.
   */
  void restartApi() {
    cluster.stopApi();
    cluster.startApi();
    components();
  }

  void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  void apply(String yaml) {
    client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).serverSideApply();
  }

  /**
   * CRD, rights, admission policy and account as the chart has them; its Deployment has no pods.
   */
  private void chart() throws IOException, InterruptedException {
    Path rendered = folder.resolve("chart.yaml");
    Process helm =
        new ProcessBuilder(
                binaries.helm().toString(),
                "template",
                "keepstep",
                Home.root().resolve("helm/keepstep").toString(),
                "--namespace=" + SYSTEM,
                "--kube-version=1.36.3",
                "--set=replicas=0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(rendered.toFile())
            .start();
    if (helm.waitFor() != 0) {
      throw new IllegalStateException("helm template failed");
    }
    cluster.kubectl("apply", "--server-side", "-f", rendered.toString());
    CustomResources.awaitEstablished(client, "trainingjobs.keepstep.dev");
  }

  private void nodes() throws IOException {
    Path stages = folder.resolve("stages.yaml");
    try (var in = ScaleCluster.class.getResourceAsStream("/bench/kwok-stages.yaml")) {
      Files.write(stages, in.readAllBytes());
    }
    start(
        "kwok",
        MEMORY_FOR_TIME,
        List.of(
            binaries.kwok().toString(),
            "--kubeconfig=" + cluster.kubeconfig(),
            "--config=" + stages,
            "--v=ERROR"));
    Map<String, Quantity> room =
        Map.of(
            "cpu", new Quantity("10k"),
            "memory", new Quantity("10Ti"),
            "pods", new Quantity(PODS_PER_NODE));
    for (int i = 0; i < NODES; i++) {
      Node node =
          new NodeBuilder()
              .withNewMetadata()
              .withName("node-%03d".formatted(i))
              .addToLabels("karpenter.sh/capacity-type", "spot")
              .addToLabels("topology.kubernetes.io/zone", "zone-" + (char) ('a' + i % 3))
              .endMetadata()
              .withNewStatus()
              .withCapacity(room)
              .withAllocatable(room)
              .endStatus()
              .build();
      client.resource(node).create();
    }
    cluster.kubectl("wait", "--for=condition=Ready", "node", "--all", "--timeout=120s");
  }

  /** The operator's environment, as the chart's Deployment has it by default. */
  private Map<String, String> settings() throws IOException {
    try (InputStream chart = Files.newInputStream(folder.resolve("chart.yaml"))) {
      return client.load(chart).items().stream()
          .filter(Deployment.class::isInstance)
          .map(Deployment.class::cast)
          .flatMap(
              d -> d.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream())
          .filter(e -> e.getValue() != null)
          .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
  }

  private void operator() throws IOException {
    Map<String, String> environment = new TreeMap<>(settings());
    environment.putAll(
        Map.of(
            "KUBECONFIG", kubeconfig(SYSTEM, "keepstep").toString(),
            "HTTP_PORT", "0",
            "LOG_LEVEL", "warn"));
    start(
        "operator",
        environment,
        PlainProgram.operator(Home.root(), Home.cache().resolve("plain")).command(List.of(HEAP)));
  }

  /** Installs somebody else's controller, and starts it. */
  void install(Peer peer) throws IOException, InterruptedException {
    Path program = peer == Peer.JOBSET ? binaries.jobset() : binaries.trainer();
    namespace(peer.namespace());
    Path temporary = folder.resolve(peer.name());
    String authority = Peer.certificate(temporary.resolve("k8s-webhook-server/serving-certs"));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    // a controller that starts before its kinds are served ends at once
    peer.apply(client, render(peer, program.resolveSibling("config")), port, authority)
        .forEach(crd -> CustomResources.awaitEstablished(client, crd));
    Path configuration = temporary.resolve("configuration.yaml");
    Files.writeString(configuration, peer.configuration().formatted(port));
    start(
        peer.name(),
        Map.of(
            "KUBECONFIG", kubeconfig(peer.namespace(), peer.account()).toString(),
            "TMPDIR", temporary.toString()),
        List.of(program.toString(), "--config=" + configuration, "--zap-log-level=error"));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
              }
            });
  }

  private String render(Peer peer, Path manifests) throws IOException {
    Path own = Files.createTempDirectory(folder, "kustomize-");
    Files.writeString(
        own.resolve("kustomization.yaml"),
        "namespace: %s%nresources: [%s]%n"
            .formatted(
                peer.namespace(),
                peer.manifests().stream()
                    .map(m -> own.relativize(manifests.resolve(m)).toString())
                    .collect(Collectors.joining(", "))));
    return cluster.kubectl("kustomize", own.toString());
  }

  private Path kubeconfig(String namespace, String account) throws IOException {
    String token =
        cluster.kubectl("-n", namespace, "create", "token", account, "--duration=8h").strip();
    Path kubeconfig = folder.resolve(account + ".kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
        users: [{name: u, user: {token: "%s"}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        current-context: c
        """
            .formatted(cluster.server(), cluster.clientConfig().getCaCertData(), token));
    return kubeconfig;
  }

  private synchronized void start(
      String name, Map<String, String> environment, List<String> command) throws IOException {
    if (closed) {
      throw new IllegalStateException("the cluster has ended");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    started.add(process);
    processes.put(name, process.pid());
  }

  Machine now() {
    return Machine.now(processes, client);
  }

  /** Ends what has been started, be it all or not. */
  @Override
  public synchronized void close() {
    closed = true;
    started.reversed().forEach(Process::destroy);
    started.forEach(
        p -> p.onExit().completeOnTimeout(p, 20, TimeUnit.SECONDS).join().destroyForcibly());
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.down();
    }
    try {
      Path said = folder.resolve("operator.log");
      if (Files.exists(said)) {
        Files.readString(said).lines().limit(20).forEach(l -> System.err.println("operator: " + l));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Folders.delete(folder);
  }
}
