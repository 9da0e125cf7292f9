package dev.keepstep.cli.e2e;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.site.Installation;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.Progress;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart's NetworkPolicy on nodes that enforce it, by kube-router: the operator reaches the API
 * server and not S3, it is reached on its one port, and a job is looked after all the same. Started
 * by its name: kube-router takes minutes to build, and wants the packages {@code ipset} and {@code
 * iptables} and kernel modules that not every machine has.
 */
class EnforcedNetworkPolicy {
  /** Where the API server is in every pod. */
  private static final String API = "10.96.0.1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int METRICS = 8080;

  /** A port of the operator's pod that the policy does not name. */
  private static final int OTHER = 9999;

  private static final String JOB = "policed";

  @TempDir Path folder;

  @Test
  void the_operator_is_held_to_the_api_server_and_does_its_work() throws Exception {
    try (RealCluster real = RealCluster.up();
        Product product = new Product(real, "policed")) {
      String spot = product.addSpot("zone-a");
      URI s3 = URI.create(real.storage().endpoint().orElseThrow());
      Process one = firewall(product, RealCluster.SYSTEM_NODE);
      Process two = firewall(product, spot);
      try {
        // Given nodes that enforce what policies there are, and none
        long neighbour = node(product, spot);
        reached(product, neighbour, s3, true);

        // When
        real.helm()
            .run(
                List.of(
                    "upgrade",
                    Installation.RELEASE,
                    Home.root().resolve("helm/keepstep").toString(),
                    "--namespace=" + Installation.SYSTEM_NAMESPACE,
                    "--reuse-values",
                    "--set=networkPolicy.enabled=true",
                    "--wait"));
        // its old connections are older than what tracks connections here
        restart(product);

        // Then
        reached(product, neighbour, s3, false);
        product.apply(product.smallJob(JOB));
        product.awaitComplete(JOB);
        System.out.println(
            "NetworkPolicy enforced: operator to API server open, to S3 closed; neighbour to"
                + " metrics open, to another port closed; a job completed");
      } finally {
        one.destroy();
        two.destroy();
      }
    }
  }

  /** What the policy allows is reached, and what it does not as wanted. */
  private void reached(Product product, long neighbour, URI s3, boolean other) throws IOException {
    long operator = process(product);
    String address = pod(product).getStatus().getPodIP();
    Process listener = listener(operator);
    try {
      awaitReach(operator, s3.getHost(), s3.getPort(), other);
      awaitReach(neighbour, address, OTHER, other);
      awaitReach(neighbour, address, METRICS, true);
      awaitReach(operator, API, 443, true);
      // a node reaches its own pods whatever policies say: somebody listens
      awaitReach(node(product, RealCluster.SYSTEM_NODE), address, OTHER, true);
    } finally {
      listener.destroy();
    }
  }

  private static void restart(Product product) {
    for (List<String> words :
        List.of(
            List.of("restart", "deployment/keepstep"), List.of("status", "deployment/keepstep"))) {
      product
          .cluster()
          .kubectl(
              "--namespace=" + Installation.SYSTEM_NAMESPACE,
              "rollout",
              words.getFirst(),
              words.getLast());
    }
  }

  /** Has a node enforce policies, as one of its processes: it ends with the node at the latest. */
  private Process firewall(Product product, String node) throws IOException {
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        Files.readString(product.cluster().kubeconfig())
            .replaceAll("https://127\\.0\\.0\\.1:\\d+", "https://" + API + ":443"));
    return in(
        node(product, node),
        folder.resolve(node + ".log"),
        "nsenter",
        "--target=" + node(product, node),
        "--pid",
        Binaries.find(Progress.STDERR).kubeRouter().toString(),
        "--run-firewall=true",
        "--run-router=false",
        "--run-service-proxy=false",
        "--kubeconfig=" + kubeconfig,
        "--hostname-override=" + node,
        "--health-port=0");
  }

  private Process listener(long process) throws IOException {
    return in(
        process,
        folder.resolve("listener.log"),
        "busybox",
        "nc",
        "-ll",
        "-p",
        Integer.toString(OTHER),
        "-e",
        "/bin/true");
  }

  /** A program in the network of a process. */
  private static Process in(long process, Path log, String... command) throws IOException {
    return new ProcessBuilder(
            Stream.concat(Stream.of("nsenter", "--target=" + process, "--net"), Stream.of(command))
                .toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitReach(long from, String host, int port, boolean wanted) {
    Awaitility.await("%s:%d is %s".formatted(host, port, wanted ? "open" : "closed"))
        .atMost(PATIENCE)
        .until(() -> reaches(from, host, port) == wanted);
  }

  /** Whether a connection is made from where a process is. */
  private boolean reaches(long from, String host, int port)
      throws IOException, InterruptedException {
    return in(
                from,
                folder.resolve("probes.log"),
                "timeout",
                "3",
                "bash",
                "-c",
                "exec 3<>/dev/tcp/%s/%d".formatted(host, port))
            .waitFor()
        == 0;
  }

  private static long node(Product product, String name) {
    return product.cluster().status().node(name).orElseThrow().pid();
  }

  private static Pod pod(Product product) {
    return product.operatorPods().list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElseThrow();
  }

  /** The operator's process, as this machine knows it. */
  private static long process(Product product) throws IOException {
    String uid = pod(product).getMetadata().getUid();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(p -> p.info().command().orElse("").endsWith("/java"))
          .mapToLong(ProcessHandle::pid)
          .filter(pid -> cgroup(pid).contains(uid))
          .findFirst()
          .orElseThrow(() -> new IOException("no process of pod " + uid));
    }
  }

  private static String cgroup(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cgroup"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
