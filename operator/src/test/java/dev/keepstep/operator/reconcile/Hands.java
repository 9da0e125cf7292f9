package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.operator.logs.OperatorLog;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/**
 * The hands that stand for scheduler, kubelet, cloud and trainer in a namespace of its own: they
 * change what those would change, and nothing else.
 */
class Hands {
  final String namespace;
  final KubernetesClient client;
  private final List<String> nodes = new ArrayList<>();

  Hands(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** The operator may write at the same moment: then again, as any client would. */
  static void untilTaken(Runnable edit) {
    for (int tries = 0; ; tries++) {
      try {
        edit.run();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != java.net.HttpURLConnection.HTTP_CONFLICT || tries > 20) {
          throw e;
        }
      }
    }
  }

  /** Waits until what is asserted holds. */
  static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(25))
        .untilAsserted(assertion);
  }

  /** Looks for a while and finds that it holds all the time. */
  static void always(Duration how, ThrowingRunnable assertion) {
    await()
        .during(how)
        .atMost(how.plusSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

  /**
   * What threads end with is held against a test at its end, by {@link OperatorLog}, which knows
   * whose operator is stopped; Awaitility would hold it against whichever test waits just then.
   */
  private static ConditionFactory await() {
    return Awaitility.await().dontCatchUncaughtExceptions();
  }

  // ---- cluster and cloud ----

  String node(String name, String capacity, String zone, String... taints) {
    String full = name + "-" + namespace;
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(full)
            .addToLabels("karpenter.sh/capacity-type", capacity)
            .addToLabels("topology.kubernetes.io/zone", zone)
            .addToLabels("node.kubernetes.io/instance-type", "m.large")
            .endMetadata()
            .build();
    client.resource(node).create();
    nodes.add(full);
    status(full, "True", "boot-1");
    // the API server taints every new node; the node controller would take that away
    client
        .nodes()
        .withName(full)
        .edit(n -> new NodeBuilder(n).editSpec().withTaints().endSpec().build());
    for (String taint : taints) {
      taint(full, taint, "NoSchedule");
    }
    return full;
  }

  void status(String node, String ready, String bootId) {
    client
        .nodes()
        .withName(node)
        .editStatus(
            n ->
                new NodeBuilder(n)
                    .editOrNewStatus()
                    .withConditions(
                        new NodeConditionBuilder().withType("Ready").withStatus(ready).build())
                    .editOrNewNodeInfo()
                    .withBootID(bootId)
                    .withArchitecture("amd64")
                    .endNodeInfo()
                    .endStatus()
                    .build());
  }

  void taint(String node, String key, String effect) {
    client
        .nodes()
        .withName(node)
        .edit(
            n ->
                new NodeBuilder(n)
                    .editSpec()
                    .addToTaints(new Taint(effect, key, null, ""))
                    .endSpec()
                    .build());
  }

  void deleteNodes() {
    List.copyOf(nodes).forEach(this::deleteNode);
  }

  void deleteNode(String node) {
    client.nodes().withName(node).delete();
    nodes.remove(node);
  }

  /** A quota that has no room; its status is the quota controller's to write. */
  void forbidPods() {
    ResourceQuota quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("none")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addToHard("pods", new Quantity("0"))
            .endSpec()
            .build();
    client.resource(quota).create();
    client
        .resourceQuotas()
        .inNamespace(namespace)
        .withName("none")
        .editStatus(
            q ->
                new ResourceQuotaBuilder(q)
                    .withNewStatus()
                    .addToHard("pods", new Quantity("0"))
                    .addToUsed("pods", new Quantity("0"))
                    .endStatus()
                    .build());
  }

  void allowPods() {
    client.resourceQuotas().inNamespace(namespace).withName("none").delete();
  }

  // ---- scheduler and kubelet ----

  Optional<Pod> pod(String job, int attempt) {
    return Optional.ofNullable(
        client.pods().inNamespace(namespace).withName(job + "-" + attempt + "-0").get());
  }

  List<Pod> pods(String job) {
    return client.pods().inNamespace(namespace).withLabel(Labels.JOB, job).list().getItems();
  }

  Pod awaitPod(String job, int attempt) {
    eventually(() -> assertThat(pod(job, attempt)).isPresent());
    return pod(job, attempt).orElseThrow();
  }

  /** The scheduler binds it, the kubelet starts it. */
  Pod run(String job, int attempt, String node) {
    Pod pod = awaitPod(job, attempt);
    bind(pod, node);
    phase(pod, "Running", new ContainerStateBuilder().withNewRunning().endRunning().build());
    return pod;
  }

  void bind(Pod pod, String node) {
    Binding binding =
        new BindingBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(namespace)
            .endMetadata()
            .withNewTarget()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(node)
            .endTarget()
            .build();
    client.bindings().inNamespace(namespace).resource(binding).create();
  }

  void unschedulable(Pod pod, String message) {
    condition(
        pod,
        new PodConditionBuilder()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage(message)
            .build());
  }

  void waiting(Pod pod, String reason, String message) {
    phase(
        pod,
        "Pending",
        new ContainerStateBuilder()
            .withNewWaiting()
            .withReason(reason)
            .withMessage(message)
            .endWaiting()
            .build());
  }

  void exit(Pod pod, int code, String message) {
    exit(pod, code, code == 0 ? "Completed" : "Error", message);
  }

  void exit(Pod pod, int code, String reason, String message) {
    phase(
        pod,
        code == 0 ? "Succeeded" : "Failed",
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(reason)
            .withMessage(message)
            .withFinishedAt(Instant.now().toString())
            .endTerminated()
            .build());
  }

  /** As a kubelet reports it whose node is taken back: the end and its reason in one write. */
  void shutDown(Pod pod) {
    phase(
        pod,
        "Failed",
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(143)
            .withReason("Error")
            .withFinishedAt(Instant.now().toString())
            .endTerminated()
            .build(),
        new PodConditionBuilder()
            .withType("DisruptionTarget")
            .withStatus("True")
            .withReason("TerminationByKubelet")
            .build());
  }

  private void phase(
      Pod pod,
      String phase,
      io.fabric8.kubernetes.api.model.ContainerState state,
      PodCondition... conditions) {
    untilTaken(() -> setPhase(pod, phase, state, List.of(conditions)));
  }

  private void setPhase(
      Pod pod,
      String phase,
      io.fabric8.kubernetes.api.model.ContainerState state,
      List<PodCondition> conditions) {
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod.getMetadata().getName())
        .editStatus(
            p -> {
              p.getStatus().setPhase(phase);
              p.getStatus().getConditions().addAll(conditions);
              p.getStatus()
                  .setContainerStatuses(
                      List.of(
                          new ContainerStatusBuilder()
                              .withName("trainer")
                              .withImage("i")
                              .withImageID("i")
                              .withReady(false)
                              .withRestartCount(0)
                              .withState(state)
                              .build()));
              return p;
            });
  }

  void disrupt(Pod pod, String reason) {
    condition(
        pod,
        new PodConditionBuilder()
            .withType("DisruptionTarget")
            .withStatus("True")
            .withReason(reason)
            .build());
  }

  private void condition(Pod pod, PodCondition condition) {
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod.getMetadata().getName())
        .editStatus(
            p -> {
              p.getStatus().getConditions().add(condition);
              return p;
            });
  }

  void vanish(Pod pod) {
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod.getMetadata().getName())
        .withGracePeriod(0)
        .delete();
  }

  // ---- trainer ----

  /** What a trainer writes on its Lease, as its own field manager. */
  void report(Pod pod, String phase, Map<String, String> notes) {
    Map<String, String> annotations = new HashMap<>(notes);
    annotations.put(LeaseKeys.PHASE, phase);
    String name = pod.getMetadata().getName();
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name.substring(0, name.length() - 2))
            .withNamespace(namespace)
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(pod.getMetadata().getUid())
            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
            .endSpec()
            .build();
    client
        .resource(lease)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(LeaseKeys.TRAINER_MANAGER)
                .withForce(true)
                .build());
  }

  void train(Pod pod, long resumedAt, long step, long checkpoint) {
    Map<String, String> notes = new HashMap<>();
    notes.put(LeaseKeys.RESUMED_AT, Long.toString(resumedAt));
    notes.put(LeaseKeys.STEP, Long.toString(step));
    notes.put(LeaseKeys.CHECKPOINT_STEP, Long.toString(checkpoint));
    notes.put(LeaseKeys.STEP_MILLIS, "250.5");
    report(pod, "Training", notes);
  }
}
