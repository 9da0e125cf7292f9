package dev.keepstep.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One whole cluster, and each thing that can be done to its nodes; every test adds the nodes that
 * it breaks.
 */
class LocalClusterIT {

  @TempDir static Path temp;
  private static Path state;
  private static LocalCluster cluster;
  private static KubernetesClient client;

  @BeforeAll
  static void up() {
    state = temp.resolve("state");
    cluster =
        LocalCluster.up(
            LocalCluster.Options.named("it")
                .withS3()
                .withNodeGrace(Duration.ofSeconds(5))
                .withEnvironment(Map.of("KEEPSTEP_STATE", state.toString())));
    client = new KubernetesClientBuilder().withConfig(cluster.clientConfig()).build();
  }

  @AfterAll
  static void downLeavesNothing() {
    client.close();
    cluster.down();
    assertThat(Traces.of(state, "it")).isEmpty();
  }

  @Test
  void aPodGetsItsGpusOnANodeWithTheCloudsMarks() {
    cluster.addNode(
        NodeSpec.spot("gpu", "zone-b").withProvider("gke").withGpus(2).withInstanceType("g.2"));
    Node node = client.nodes().withName("gpu").get();
    assertThat(node.getMetadata().getLabels())
        .containsEntry("cloud.google.com/gke-spot", "true")
        .containsEntry("topology.kubernetes.io/zone", "zone-b")
        .containsEntry("node.kubernetes.io/instance-type", "g.2");
    assertThat(node.getSpec().getTaints())
        .anyMatch(
            t ->
                t.getKey().equals("cloud.google.com/gke-spot")
                    && t.getEffect().equals("NoSchedule"));

    Pod pod =
        new PodBuilder(TestPods.pod("gpu-pod", "gpu", "echo got $NVIDIA_VISIBLE_DEVICES"))
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .withLimits(Map.of("nvidia.com/gpu", new Quantity("2"), "memory", new Quantity("64Mi")))
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    client.pods().resource(pod).create();

    awaitPhase("gpu-pod", "Succeeded");
    assertThat(client.pods().withName("gpu-pod").getLog()).matches("got GPU-[01],GPU-[01]\n");
    cluster.removeNode("gpu");
  }

  @Test
  void aKilledNodeIsGoneWithAllItsProcessesAndItsObject() {
    cluster.addNode(NodeSpec.spot("lost", "zone-a"));
    client.pods().resource(TestPods.pod("on-lost", "lost", "exec sleep 12345")).create();
    awaitPhase("on-lost", "Running");
    assertThat(commandLines("sleep 12345")).hasSize(1);

    cluster.kill("lost", Duration.ZERO);

    assertThat(commandLines("sleep 12345")).isEmpty();
    assertThat(client.nodes().withName("lost").get()).isNull();
    assertThat(cluster.status().node("lost")).isEmpty();
    client.pods().withName("on-lost").withGracePeriod(0).delete();
  }

  @Test
  void withoutACloudControllerTheNodeObjectStaysAndANewMachineTakesIt() {
    cluster.addNode(NodeSpec.onDemand("phoenix", "zone-a"));
    String machine = machineId("phoenix");

    cluster.killKeepingObject("phoenix");

    assertThat(client.nodes().withName("phoenix").get()).isNotNull();
    await().atMost(60, TimeUnit.SECONDS).until(() -> !isReady("phoenix"));
    cluster.addNode(NodeSpec.onDemand("phoenix", "zone-a"));
    assertThat(isReady("phoenix")).isTrue();
    assertThat(machineId("phoenix")).isNotEqualTo(machine);
    cluster.removeNode("phoenix");
  }

  @Test
  void aRebootedNodeStartsItsContainersAgainUnderAnotherBootId() {
    cluster.addNode(NodeSpec.onDemand("reboots", "zone-a"));
    String boot = bootId("reboots");
    client
        .pods()
        .resource(
            new PodBuilder(TestPods.pod("survivor", "reboots", "exec sleep 3600"))
                .editSpec()
                .withRestartPolicy("Always")
                .endSpec()
                .build())
        .create();
    awaitPhase("survivor", "Running");

    cluster.reboot("reboots");

    assertThat(bootId("reboots")).isNotEqualTo(boot);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              var status =
                  client.pods().withName("survivor").get().getStatus().getContainerStatuses();
              assertThat(status.getFirst().getRestartCount()).isEqualTo(1);
              assertThat(status.getFirst().getReady()).isTrue();
            });
    client.pods().withName("survivor").withGracePeriod(0).delete();
    cluster.removeNode("reboots");
  }

  @Test
  void aPartitionedNodeIsNotReadyWhileItsContainersRunOn() {
    cluster.addNode(NodeSpec.onDemand("island", "zone-a"));
    client.pods().resource(TestPods.pod("castaway", "island", "exec sleep 23456")).create();
    awaitPhase("castaway", "Running");

    cluster.partition("island");

    await().atMost(60, TimeUnit.SECONDS).until(() -> !isReady("island"));
    assertThat(commandLines("sleep 23456")).hasSize(1);
    cluster.heal("island");
    await().atMost(60, TimeUnit.SECONDS).until(() -> isReady("island"));
    ContainerState now =
        client
            .pods()
            .withName("castaway")
            .get()
            .getStatus()
            .getContainerStatuses()
            .getFirst()
            .getState();
    assertThat(now.getRunning()).isNotNull();
    client.pods().withName("castaway").withGracePeriod(0).delete();
    cluster.removeNode("island");
  }

  @Test
  void aNoticeIsATaintFirstAndTheEndLater() {
    cluster.addNode(NodeSpec.spot("warned", "zone-a"));

    cluster.noticeInBackground("warned", Duration.ofSeconds(4));

    assertThat(client.nodes().withName("warned").get().getSpec().getTaints())
        .anyMatch(
            t ->
                t.getKey().equals("aws-node-termination-handler/spot-itn")
                    && t.getEffect().equals("NoSchedule"));
    assertThat(cluster.status().node("warned")).get().matches(ClusterStatus.Node::running);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> client.nodes().withName("warned").get() == null);
    assertThat(cluster.status().node("warned")).isEmpty();
  }

  @Test
  void anImageReachesNodesThatRunAndNodesThatComeLater() throws Exception {
    Path tar =
        TinyImage.write(
            temp.resolve("tiny.tar"),
            "keepstep.local/tiny:1",
            Binaries.find(Progress.NONE).cluster().resolveSibling("pause"));
    cluster.addNode(NodeSpec.onDemand("early", "zone-a"));

    cluster.loadImage(tar);

    cluster.addNode(NodeSpec.onDemand("late", "zone-a"));
    for (String node : List.of("early", "late")) {
      client
          .pods()
          .resource(
              new PodBuilder(TestPods.pod("tiny-" + node, node, ""))
                  .editSpec()
                  .editFirstContainer()
                  .withImage("keepstep.local/tiny:1")
                  .withCommand()
                  .endContainer()
                  .endSpec()
                  .build())
          .create();
      awaitPhase("tiny-" + node, "Running");
      client.pods().withName("tiny-" + node).withGracePeriod(0).delete();
      cluster.removeNode(node);
    }
  }

  @Test
  void podsReachTheApiAndS3AtTheAddressesGiven() {
    cluster.addNode(NodeSpec.onDemand("network", "zone-a"));
    String hostAndPort =
        cluster.s3().orElseThrow().podEndpoint().replace("http://", "").replace(':', ' ');
    client
        .pods()
        .resource(
            TestPods.pod(
                "reach",
                "network",
                "nc -w 5 $KUBERNETES_SERVICE_HOST $KUBERNETES_SERVICE_PORT </dev/null && nc -w 5 "
                    + hostAndPort
                    + " </dev/null"))
        .create();

    awaitPhase("reach", "Succeeded");
    cluster.removeNode("network");
  }

  @Test
  void theApiServerIsUnreachableWhileStoppedAndKeepsWhatItHad() {
    client
        .configMaps()
        .resource(
            new io.fabric8.kubernetes.api.model.ConfigMapBuilder()
                .withNewMetadata()
                .withName("kept")
                .endMetadata()
                .build())
        .create();

    cluster.stopApi();

    try (KubernetesClient impatient =
        new KubernetesClientBuilder()
            .withConfig(
                new io.fabric8.kubernetes.client.ConfigBuilder(cluster.clientConfig())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build()) {
      assertThatThrownBy(() -> impatient.configMaps().withName("kept").get())
          .isInstanceOf(KubernetesClientException.class);
    }
    cluster.startApi();
    assertThat(client.configMaps().withName("kept").get()).isNotNull();
  }

  @Test
  void s3RefusesConnectionsWhileStopped() {
    cluster.stopS3();

    assertThat(cluster.status().s3()).isNotNull().matches(s -> !s.running());
    cluster.startS3();
    assertThat(cluster.status().s3()).matches(s -> s.running());
  }

  @Test
  void aMistakeIsAnExceptionWithTheProgramsOwnSentence() {
    assertThatThrownBy(() -> cluster.kill("nobody"))
        .isInstanceOf(LocalClusterException.class)
        .hasMessageContaining("error: cluster \"it\" has no node \"nobody\"");
  }

  private static void awaitPhase(String pod, String phase) {
    await()
        .atMost(90, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(client.pods().withName(pod).get().getStatus().getPhase())
                    .isEqualTo(phase));
  }

  private static boolean isReady(String node) {
    return client.nodes().withName(node).get().getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static String bootId(String node) {
    return client.nodes().withName(node).get().getStatus().getNodeInfo().getBootID();
  }

  private static String machineId(String node) {
    return client.nodes().withName(node).get().getStatus().getNodeInfo().getMachineID();
  }

  private static List<String> commandLines(String line) {
    return Traces.commandLines().filter(line::equals).toList();
  }
}
