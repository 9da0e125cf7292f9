package dev.keepstep.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clusters side by side, clusters whose makers were killed, and what is left of any of them:
 * nothing.
 */
class LifecycleIT {

  @TempDir Path temp;

  private LocalCluster.Options options(String name) {
    return LocalCluster.Options.named(name)
        .withEnvironment(Map.of("KEEPSTEP_STATE", temp.resolve("state").toString()));
  }

  @Test
  void twoClustersSideBySideKnowNothingOfEachOther() {
    try (LocalCluster a = LocalCluster.up(options("side-a"));
        LocalCluster b = LocalCluster.up(options("side-b"))) {
      a.addNode(NodeSpec.spot("same", "zone-a"));
      b.addNode(NodeSpec.spot("same", "zone-b"));

      a.down();

      assertThat(Traces.of(temp.resolve("state/side-a"), "side-a")).isEmpty();
      assertThat(b.status().node("same"))
          .get()
          .matches(n -> n.running() && n.ready().equals("True"));
      assertThat(b.kubectl("get", "nodes", "-o", "name")).isEqualTo("node/same\n");
    }
    assertThat(Traces.of(temp.resolve("state"), "side-")).isEmpty();
  }

  /**
   * Kills {@code up} as soon as each thing that it makes is there, and starts again over the
   * remains.
   */
  @Test
  void anUpThatWasKilledHalfWayDoesNotStopTheNext() throws Exception {
    Path dir = temp.resolve("state/half");
    for (String milestone :
        List.of(
            "cluster.json", "pki/ca.crt", "pid/etcd", "pid/kube-apiserver", "pid/kube-scheduler")) {
      Process up = rawUp("half");
      await()
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> Files.exists(dir.resolve(milestone)) || !up.isAlive());
      up.destroyForcibly().waitFor();
    }

    try (LocalCluster cluster = LocalCluster.up(options("half"))) {
      cluster.addNode(NodeSpec.spot("works", "zone-a"));
      assertThat(cluster.status().node("works")).get().matches(n -> n.ready().equals("True"));
    }
    assertThat(Traces.of(temp.resolve("state"), "half")).isEmpty();
  }

  @Test
  void anUpThatIsInterruptedLeavesNothing() throws Exception {
    Path dir = temp.resolve("state/stopped");
    Process up = rawUp("stopped");
    await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> Files.exists(dir.resolve("pid/etcd")) || !up.isAlive());

    up.destroy();

    assertThat(up.waitFor()).isEqualTo(1);
    assertThat(Traces.of(temp.resolve("state"), "stopped")).isEmpty();
  }

  @Test
  void anUpThatFailsKeepsTheLogsAndNoKey() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process up = rawUp("failed", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(up.waitFor()).isEqualTo(1);
    }
    Path dir = temp.resolve("state/failed");
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).containsExactly(dir.resolve("log"));
    }
    assertThat(dir.resolve("log/etcd.log")).exists();
  }

  @Test
  void aClusterGoesWithTheProcessThatItBelongsTo() throws Exception {
    Process owner = new ProcessBuilder("sleep", "3600").start();
    rawUp("owned", "--until-exit-of", Long.toString(owner.pid())).waitFor();
    assertThat(Traces.of(temp.resolve("state"), "owned")).isNotEmpty();

    owner.destroyForcibly().waitFor();

    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(Traces.of(temp.resolve("state"), "owned")).isEmpty());
  }

  private Process rawUp(String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Binaries.find(Progress.STDERR).cluster().toString(),
                "up",
                "--quiet",
                "--name",
                name));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("KEEPSTEP_STATE", temp.resolve("state").toString());
    return builder.start();
  }
}
