package dev.keepstep.cli.e2e;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.site.Buckets;
import dev.keepstep.cli.site.Installation;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalClusterException;
import dev.keepstep.localcluster.NodeSpec;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The installed product in a namespace of one test: jobs, nodes that only this test's jobs run on,
 * its part of the bucket. Safe for use by several threads.
 */
final class Product implements AutoCloseable {
  /** Long, since the machine may be busy: what is waited for comes in seconds on an idle one. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final String LABEL = "e2e.keepstep.dev/test";
  private static final AtomicInteger NODES = new AtomicInteger();

  private final RealCluster real;
  private final String namespace;
  private final Queue<String> nodes = new ConcurrentLinkedQueue<>();

  Product(RealCluster real, String namespace) {
    this.real = real;
    this.namespace = namespace;
    real.installation().namespace(namespace);
    real.installation()
        .secret(namespace, RealCluster.SECRET, real.storage().credentials().orElseThrow());
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return real.client();
  }

  LocalCluster cluster() {
    return real.cluster();
  }

  RealCluster real() {
    return real;
  }

  // ---- jobs ----

  /** The documented example in this namespace, on this test's nodes; not applied yet. */
  ExampleJob job(String name) {
    return ExampleJob.read()
        .at(namespace, name, real.trainer().reference(), real.storage())
        .on(LABEL, namespace);
  }

  /** {@link #job} with a training that takes seconds. */
  ExampleJob smallJob(String name) {
    return job(name).with(ExampleJob.SMALL);
  }

  void apply(ExampleJob job) {
    client().resource(job.yaml()).forceConflicts().serverSideApply();
  }

  TrainingJob get(String name) {
    TrainingJob job =
        client().resources(TrainingJob.class).inNamespace(namespace).withName(name).get();
    if (job == null) {
      throw new AssertionError("trainingjob/" + name + " is gone");
    }
    return job;
  }

  TrainingJobStatus status(String name) {
    return Optional.ofNullable(get(name).getStatus()).orElseGet(TrainingJobStatus::empty);
  }

  /** Waits until a job's status is as wanted, and returns it; gives up early if the job fails. */
  TrainingJobStatus await(String name, String wanted, Predicate<TrainingJobStatus> is) {
    return awaitAt(
        () -> status(name),
        name + " " + wanted,
        status -> {
          if (is.test(status)) {
            return true;
          }
          if ("True".equals(conditionStatus(status, "Failed"))) {
            throw new AssertionError("%s failed: %s".formatted(name, message(status, "Failed")));
          }
          return false;
        });
  }

  /** Waits until a job trains and has reported this step or a later one. */
  TrainingJobStatus awaitStep(String name, long step) {
    return await(
        name,
        "trains at step " + step,
        s ->
            s.attempt() != null
                && s.attempt().end() == null
                && s.attempt().trainingAt() != null
                && step(s) >= step);
  }

  TrainingJobStatus awaitComplete(String name) {
    return await(name, "completes", s -> "True".equals(conditionStatus(s, "Complete")));
  }

  /** Waits until a condition is so: {@code "False/PodRefused"}. Returns its message. */
  String awaitCondition(String name, String type, String statusAndReason) {
    TrainingJobStatus status =
        awaitAt(
            () -> status(name),
            "%s has %s %s".formatted(name, type, statusAndReason),
            s -> statusAndReason.equals(condition(s, type)));
    return message(status, type);
  }

  <T> T awaitAt(java.util.concurrent.Callable<T> look, String wanted, Predicate<? super T> isSo) {
    return Awaitility.await(wanted)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(look, isSo::test);
  }

  static long step(TrainingJobStatus status) {
    return status.progress() == null || status.progress().step() == null
        ? 0
        : status.progress().step();
  }

  String condition(String job, String type) {
    return condition(status(job), type);
  }

  /** As {@code Status/Reason}; empty if there is none of that type. */
  static String condition(TrainingJobStatus status, String type) {
    return find(status, type).map(c -> c.getStatus() + "/" + c.getReason()).orElse("");
  }

  static String message(TrainingJobStatus status, String type) {
    return find(status, type).map(Condition::getMessage).orElse("");
  }

  private static String conditionStatus(TrainingJobStatus status, String type) {
    return find(status, type).map(Condition::getStatus).orElse("");
  }

  private static Optional<Condition> find(TrainingJobStatus status, String type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  /** A job's own events as {@code Reason: message}, oldest first. */
  List<String> events(String job) {
    return client().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> job.equals(e.getInvolvedObject().getName()))
        .filter(e -> TrainingJob.KIND.equals(e.getInvolvedObject().getKind()))
        .sorted(Comparator.comparing(Product::time))
        .map(e -> e.getReason() + ": " + e.getMessage())
        .toList();
  }

  /** Waits for an event, which follows what status says by a moment. */
  void awaitEvent(String job, String pattern) {
    awaitAt(
        () -> events(job),
        "%s has an event %s".formatted(job, pattern),
        events -> events.stream().anyMatch(e -> e.matches(pattern)));
  }

  private static String time(Event event) {
    return Optional.ofNullable(event.getLastTimestamp())
        .or(() -> Optional.ofNullable(event.getEventTime()).map(t -> t.getTime()))
        .orElse(event.getMetadata().getCreationTimestamp());
  }

  List<Pod> pods(String job) {
    return client().pods().inNamespace(namespace).withLabel(Labels.JOB, job).list().getItems();
  }

  /** The pods of the operator: to be listed, or ended. */
  FilterWatchListDeletable<Pod, PodList, PodResource> operatorPods() {
    return client()
        .pods()
        .inNamespace(Installation.SYSTEM_NAMESPACE)
        .withLabel("app.kubernetes.io/name", "keepstep");
  }

  String log(String pod) {
    return client().pods().inNamespace(namespace).withName(pod).getLog();
  }

  // ---- nodes ----

  /** Brings a spot node up that only this test's jobs run on; returns its name. */
  String addSpot(String zone) {
    return add(NodeSpec.spot(newName("spot"), zone), Map.of());
  }

  String addOnDemand(String zone) {
    return add(NodeSpec.onDemand(newName("on-demand"), zone), Map.of());
  }

  /** Brings a spot node up with more labels. */
  String addSpot(String zone, Map<String, String> labels) {
    return add(NodeSpec.spot(newName("spot"), zone), labels);
  }

  private static String newName(String kind) {
    return "%s-%d".formatted(kind, NODES.incrementAndGet());
  }

  private String add(NodeSpec node, Map<String, String> labels) {
    Map<String, String> all = new java.util.HashMap<>(labels);
    all.put(LABEL, namespace);
    nodes.add(node.name());
    cluster().addNode(node.withLabels(all));
    return node.name();
  }

  /** Ends a node at once with all that runs on it; its Node object goes 3 s later. */
  void kill(String node) {
    cluster().kill(node);
  }

  // ---- storage ----

  /** Where a job's run lies: its default prefix. */
  CheckpointKeys keys(String job) {
    return new CheckpointKeys(namespace + "/" + job);
  }

  /** The bucket, as this machine sees it. */
  ObjectStore store() {
    return Buckets.open(real.storage());
  }

  // ---- when it goes wrong ----

  /** What the cluster has to say of this test's jobs. */
  String diagnosis() {
    List<String> said = new ArrayList<>();
    said.add("---- jobs of " + namespace);
    said.add(tried(() -> cluster().kubectl("-n", namespace, "get", "trainingjobs", "-o", "yaml")));
    said.add("---- events");
    said.add(
        tried(
            () ->
                cluster()
                    .kubectl(
                        "-n",
                        namespace,
                        "get",
                        "events",
                        "--sort-by=.metadata.creationTimestamp")));
    said.add("---- pods");
    said.add(tried(() -> cluster().kubectl("-n", namespace, "get", "pods,leases", "-o", "wide")));
    said.add(tried(() -> cluster().kubectl("get", "nodes", "--show-labels")));
    try {
      for (Pod pod : client().pods().inNamespace(namespace).list().getItems()) {
        String name = pod.getMetadata().getName();
        said.add("---- log of " + name);
        said.add(tried(() -> cluster().kubectl("-n", namespace, "logs", "--tail=40", name)));
      }
    } catch (RuntimeException e) {
      said.add("no pods listed: " + e.getMessage());
    }
    said.add("---- operator");
    said.add(
        tried(
            () ->
                cluster()
                    .kubectl("-n", "keepstep-system", "logs", "--tail=60", "deployment/keepstep")));
    return String.join("\n", said);
  }

  private static String tried(java.util.concurrent.Callable<String> look) {
    try {
      return look.call();
    } catch (Exception e) {
      return "not to be had: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    client().namespaces().withName(namespace).delete();
    @Nullable String node;
    while ((node = nodes.poll()) != null) {
      try {
        cluster().removeNode(node);
      } catch (LocalClusterException e) {
        // gone already: the test took it away
      }
    }
  }
}
