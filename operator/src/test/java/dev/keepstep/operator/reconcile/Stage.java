package dev.keepstep.operator.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.OperatorMain;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.logs.OperatorLog;
import dev.keepstep.operator.metrics.OperatorMetrics;
import dev.keepstep.operator.observe.ApiReach;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A namespace of its own on a real API server, with hands, and the operator in this JVM. */
final class Stage extends Hands implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Map<String, String> environment = new HashMap<>();
  private Clock clock = Clock.systemUTC();
  private Operator operator;
  private KubernetesClient operatorClient;

  Stage() {
    super(
        new KubernetesClientBuilder().withConfig(TestApiServer.config()).build(),
        "t" + Long.toString(System.nanoTime(), 36).toLowerCase() + "-" + NUMBER.incrementAndGet());
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                // a pod that asks for more is refused, as in a namespace that is well kept
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    environment.put("WATCH_NAMESPACES", namespace);
    environment.put("NODE_GRACE", "300ms");
    environment.put("STATUS_INTERVAL", "100ms");
  }

  Stage with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Stage with(Clock other) {
    clock = other;
    return this;
  }

  Stage start() {
    return start(TestApiServer.config());
  }

  /** The settings of this stage's operators. */
  OperatorConfig settings() {
    return OperatorConfig.of(environment);
  }

  /** Starts an operator that has the rights that the chart gives it, and no others. */
  Stage start(Config config) {
    ShippedRights rights =
        environment.get("WATCH_NAMESPACES").isEmpty()
            ? ShippedRights.CLUSTER_WIDE
            : ShippedRights.NAMESPACED;
    rights.give(client, namespace);
    OperatorMetrics metrics = new OperatorMetrics();
    ApiReach reach = new ApiReach();
    operatorClient = OperatorMain.client(rights.as(config), metrics, reach);
    operator = OperatorMain.operator(settings(), operatorClient, clock, metrics, reach);
    operator.start();
    return this;
  }

  void stop() {
    if (operator != null) {
      operator.stop();
      operatorClient.close();
      operator = null;
    }
  }

  Stage restart() {
    stop();
    return start();
  }

  TrainingJob create(String name, String... extra) {
    return client.resource(job(name, extra)).create();
  }

  TrainingJob job(String name, String... extra) {
    List<String> lines = new ArrayList<>(List.of(extra));
    // what is not given is as small as can be
    for (String line :
        List.of(
            "seed: 7",
            "training: {steps: 100}",
            "template: {spec: {containers: [{name: trainer, image: \"example.com/trainer:1\"}]}}",
            "checkpoint: {s3: {bucket: bucket}}")) {
      String key = line.substring(0, line.indexOf(':') + 1);
      if (lines.stream().noneMatch(l -> l.startsWith(key))) {
        lines.add(line);
      }
    }
    String yaml =
        """
        apiVersion: keepstep.dev/v1alpha1
        kind: TrainingJob
        metadata: {name: %s, namespace: %s}
        spec:
        %s
        """
            .formatted(name, namespace, String.join("\n", lines).indent(2).stripTrailing());
    return Serialization.unmarshal(yaml, TrainingJob.class);
  }

  TrainingJob get(String name) {
    return client.resources(TrainingJob.class).inNamespace(namespace).withName(name).get();
  }

  Optional<TrainingJob> find(String name) {
    return Optional.ofNullable(get(name));
  }

  /**
   * Changes a field of a job's spec, as a user's patch does.
   *
   * @param field its path below spec, with dots
   * @param value YAML; an object changes what it names and nothing beside, {@code null} takes the
   *     field away
   */
  void change(String name, String field, String value) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    Yaml.put(spec, field, value);
    client
        .resources(TrainingJob.class)
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + spec + "}");
  }

  Optional<Lease> lease(String job, int attempt) {
    return Optional.ofNullable(
        client.leases().inNamespace(namespace).withName(job + "-" + attempt).get());
  }

  /** Reasons of the job's events, oldest first. */
  List<String> events(String job) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> job.equals(e.getInvolvedObject().getName()))
        .sorted(Comparator.comparing(e -> Long.parseLong(e.getMetadata().getResourceVersion())))
        .map(Event::getReason)
        .toList();
  }

  /** The job's status; empty as long as nobody has looked at it. */
  TrainingJobStatus status(String job) {
    return Optional.ofNullable(get(job).getStatus()).orElseGet(TrainingJobStatus::empty);
  }

  /** A condition as {@code status/reason}. */
  String condition(String job, String type) {
    return status(job).conditions().stream()
        .filter(c -> c.getType().equals(type))
        .map(c -> c.getStatus() + "/" + c.getReason())
        .findFirst()
        .orElse("none");
  }

  /** The types of all its conditions, as they are shown. */
  List<String> conditions(String job) {
    return status(job).conditions().stream()
        .map(io.fabric8.kubernetes.api.model.Condition::getType)
        .toList();
  }

  String message(String job, String type) {
    return status(job).conditions().stream()
        .filter(c -> c.getType().equals(type))
        .map(io.fabric8.kubernetes.api.model.Condition::getMessage)
        .findFirst()
        .orElse("none");
  }

  @Override
  public void close() {
    OperatorLog.retire(namespace);
    stop();
    deleteNodes();
    client.resources(TrainingJob.class).inNamespace(namespace).delete();
    client.namespaces().withName(namespace).delete();
    client.close();
  }
}
