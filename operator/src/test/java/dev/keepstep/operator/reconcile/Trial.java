package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;

/** A job on which one field is tried: written as JSON, so that it can be anything at all. */
final class Trial {
  private static final String LEAST =
      """
      seed: 7
      training: {steps: 100}
      template: {spec: {containers: [{name: trainer, image: "example.com/trainer:1"}]}}
      checkpoint: {s3: {bucket: bucket}}
      """;

  final Stage stage;
  final TestClock clock;
  final Ground ground;
  final String name;
  private final String path;
  private final ObjectNode spec;

  /** A stage with its operator's clock and nodes, on which jobs are tried one after another. */
  record Ground(Stage stage, TestClock clock, String spotA, String spotB, String onDemand) {
    static Ground raise() {
      TestClock clock = new TestClock();
      Stage stage = new Stage().with(clock);
      return new Ground(
          stage,
          clock,
          stage.node("spot-a", "spot", "zone-a"),
          stage.node("spot-b", "spot", "zone-b"),
          stage.node("od", "on-demand", "zone-a"));
    }
  }

  Trial(Ground ground, String name, String path) {
    this(ground, name, path, (ObjectNode) Yaml.read(LEAST));
  }

  private Trial(Ground ground, String name, String path, ObjectNode spec) {
    this.stage = ground.stage();
    this.clock = ground.clock();
    this.ground = ground;
    this.name = name;
    this.path = path;
    this.spec = spec;
  }

  /** The same field on another job. */
  Trial beside(String suffix) {
    return new Trial(ground, name + suffix, path, spec.deepCopy());
  }

  /** What the job has beside the field under trial. */
  Trial given(String field, String value) {
    Yaml.put(spec, field, value);
    return this;
  }

  Trial create(String value) {
    Yaml.put(spec, path, value);
    stage.client.resource(job()).fieldValidation(Validation.STRICT).create();
    return this;
  }

  /** Changes the field; {@code null} takes it away. */
  void set(String value) {
    also(path, value);
  }

  /** Changes another field. */
  void also(String field, String value) {
    stage.change(name, field, value);
  }

  /** A job with this value is not taken, and the sentence names the field. */
  void notCreatedWith(String value, String sentence) {
    Trial other = beside("-refused");
    Yaml.put(other.spec, path, value);
    assertThatThrownBy(() -> stage.client.resource(other.job()).dryRun().create())
        .as("%s: %s", path, value)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(sentence);
  }

  /** The change is refused with this sentence, and the job is as it was. */
  void cannotBecome(String value, String sentence) {
    JsonNode before = stored();
    assertThatThrownBy(() -> set(value))
        .as("%s: %s", path, value)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(sentence);
    assertThat(stored()).isEqualTo(before);
  }

  private JsonNode stored() {
    return Serialization.jsonMapper().valueToTree(stage.get(name).getSpec());
  }

  private GenericKubernetesResource job() {
    GenericKubernetesResource job = new GenericKubernetesResource();
    job.setApiVersion("keepstep.dev/v1alpha1");
    job.setKind(TrainingJob.KIND);
    job.setMetadata(
        new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
            .withName(name)
            .withNamespace(stage.namespace)
            .build());
    job.setAdditionalProperty("spec", spec);
    return job;
  }

  // ---- what becomes of it ----

  TrainingJobStatus status() {
    return stage.status(name);
  }

  void until(String condition, String statusAndReason) {
    eventually(() -> assertThat(stage.condition(name, condition)).isEqualTo(statusAndReason));
  }

  Pod pod(int attempt) {
    return stage.awaitPod(name, attempt);
  }

  boolean placed(int attempt) {
    return stage.pod(name, attempt).isPresent();
  }

  /** The attempt trains on a node. */
  Pod trains(int attempt, String node) {
    Pod pod = stage.run(name, attempt, node);
    stage.train(pod, 0, 40, 30);
    eventually(() -> assertThat(status().state()).isEqualTo("Training"));
    return pod;
  }

  /** Ends an attempt as an interruption does, and waits for the next one's pod. */
  Pod after(Pod pod) {
    stage.exit(pod, 75, Messages.of("Interrupted", 0, null, "asked to end"));
    return pod(Integer.parseInt(pod.getMetadata().getLabels().get(Labels.ATTEMPT)) + 1);
  }

  /** What the trainer is told, as text. */
  static String told(Pod pod, String pointer) {
    return Yaml.read(pod.getMetadata().getAnnotations().get(Labels.SPEC_ANNOTATION))
        .at(pointer)
        .asText();
  }
}
