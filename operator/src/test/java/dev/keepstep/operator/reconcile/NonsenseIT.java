package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.localcluster.logs.MayLog;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Specs, statuses, annotations, Leases and pods that make no sense, by everybody who could write
 * them: the operator goes on, says so in a sentence where it says anything, and a job beside them
 * trains and completes. {@code -Dkeepstep.nonsense.seeds=1-200} plays more, {@code 7-7} one again.
 */
@MayLog(
    value = "the API server could not be asked, again in ",
    since = "it refuses what is asked for")
class NonsenseIT {
  private static final String SEEDS = "1-10";
  private static final int JOBS = 6;
  private static final int ACTS = 40;
  private static final List<String> KEYS =
      List.of(
          LeaseKeys.STEP,
          LeaseKeys.CHECKPOINT_STEP,
          LeaseKeys.STEP_MILLIS,
          LeaseKeys.DIGEST,
          LeaseKeys.FINGERPRINT,
          LeaseKeys.RESUMED_AT,
          LeaseKeys.REPLAY,
          LeaseKeys.PHASE,
          LeaseKeys.MESSAGE,
          LeaseKeys.PASSED_OVER,
          LeaseKeys.HANDOVER,
          LeaseKeys.COST,
          Labels.HISTORY_ANNOTATION);

  static LongStream seeds() {
    String[] range = System.getProperty("keepstep.nonsense.seeds", SEEDS).split("-", -1);
    return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
  }

  private int taken;
  private int refused;

  @ParameterizedTest
  @MethodSource("seeds")
  void a_job_beside_nonsense_trains_and_completes(long seed) {
    Nonsense nonsense = new Nonsense(seed);
    try (Stage stage = new Stage()) {
      stage.with("PRICES", FieldsOverTime.PRICES).with("CLEANUP_IMAGE", "example.com/t:1").start();
      String spot = stage.node("spot", "spot", "zone-a");
      stage.create("good");
      Pod pod = stage.run("good", 1, spot);

      for (int job = 0; job < JOBS; job++) {
        int number = job;
        tried(() -> create(stage, nonsense, "odd-" + number));
      }
      for (int act = 0; act < ACTS; act++) {
        tried(() -> act(stage, nonsense, "odd-" + nonsense.below(JOBS), spot));
      }

      // Then what was there before goes on, and what comes after is begun
      stage.train(pod, 0, 40, 30);
      eventually(() -> assertThat(stage.status("good").state()).isEqualTo("Training"));
      stage.exit(pod, 0, Messages.done(100));
      eventually(() -> assertThat(stage.condition("good", "Complete")).isEqualTo("True/Completed"));
      stage.create("later");
      stage.exit(stage.run("later", 1, spot), 0, Messages.done(100));
      eventually(
          () -> assertThat(stage.condition("later", "Complete")).isEqualTo("True/Completed"));
      System.out.printf("seed %d: %d taken, %d refused%n", seed, taken, refused);
      assertThat(taken).isGreaterThan(refused / 4);
      release(stage);
    }
  }

  /** What the API server refuses is as good as never said. */
  private void tried(Runnable act) {
    try {
      act.run();
      taken++;
    } catch (KubernetesClientException e) {
      refused++;
    }
  }

  private static void create(Stage stage, Nonsense nonsense, String name) {
    ObjectNode spec = nonsense.object(SpecSchema.spec(), 0.3);
    spec.set("template", template(nonsense));
    GenericKubernetesResource job = new GenericKubernetesResource();
    job.setApiVersion("keepstep.dev/v1alpha1");
    job.setKind(TrainingJob.KIND);
    job.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(stage.namespace)
            .addToAnnotations("example.com/note", nonsense.text())
            .build());
    job.setAdditionalProperty("spec", spec);
    stage.client.resource(job).create();
  }

  private static JsonNode template(Nonsense nonsense) {
    String image = Serialization.asJson(nonsense.chance(0.5) ? "i" : nonsense.text());
    String text = Serialization.asJson(nonsense.text());
    String more =
        switch (nonsense.below(6)) {
          case 0 -> "\"priority\": 99999999999,";
          case 1 -> "\"nodeSelector\": {\"a\": " + text + "},";
          case 2 -> "\"volumes\": [{\"name\": " + text + "}],";
          case 3 -> "\"terminationGracePeriodSeconds\": -9223372036854775808,";
          default -> "";
        };
    String resources =
        nonsense.chance(0.3) ? ", \"resources\": {\"requests\": {\"cpu\": " + text + "}}" : "";
    return Yaml.read(
        "{\"metadata\": {\"labels\": {\"keepstep.dev/attempt\": %s}}, \"spec\": {%s\"containers\": [{\"name\": \"trainer\", \"image\": %s%s}]}}"
            .formatted(text, more, image, resources));
  }

  private static void act(Stage stage, Nonsense nonsense, String job, String node) {
    switch (nonsense.below(8)) {
      case 0 -> change(stage, job, "spec", nonsense.object(SpecSchema.spec(), 0.1));
      case 1, 2 -> change(stage, job, "status", nonsense.object(SpecSchema.status(), 0.5));
      case 3 -> lease(stage, nonsense, job);
      case 4 -> strangers(stage, nonsense, job);
      case 5 -> stage.pods(job).forEach(p -> stage.bind(p, nonsense.chance(0.5) ? node : "none"));
      case 6 ->
          stage
              .pods(job)
              .forEach(
                  p ->
                      stage.exit(
                          p,
                          List.of(0, 1, 64, 66, 69, 75, -1, 4096).get(nonsense.below(8)),
                          nonsense.text()));
      default ->
          stage
              .pods(job)
              .forEach(
                  p -> {
                    if (nonsense.chance(0.5)) {
                      stage.vanish(p);
                    } else {
                      stage.disrupt(p, "x" + nonsense.below(9));
                    }
                  });
    }
  }

  private static void change(Stage stage, String job, String part, ObjectNode value) {
    if (part.equals("spec")) {
      value.remove("template");
    }
    var one = stage.client.genericKubernetesResources("keepstep.dev/v1alpha1", TrainingJob.KIND);
    String body = "{\"" + part + "\":" + value + "}";
    if (part.equals("status")) {
      one.inNamespace(stage.namespace)
          .withName(job)
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), body);
    } else {
      one.inNamespace(stage.namespace)
          .withName(job)
          .patch(PatchContext.of(PatchType.JSON_MERGE), body);
    }
  }

  /** As a trainer, or whoever has its token. */
  private static void lease(Stage stage, Nonsense nonsense, String job) {
    Map<String, String> notes = new HashMap<>();
    for (String key : KEYS) {
      if (nonsense.chance(0.6)) {
        notes.put(key, nonsense.text());
      }
    }
    stage
        .client
        .leases()
        .inNamespace(stage.namespace)
        .withName(job + "-1")
        .edit(
            l -> new LeaseBuilder(l).editMetadata().addToAnnotations(notes).endMetadata().build());
  }

  /** Objects that are labelled as the job's and are not, or not well. */
  private static void strangers(Stage stage, Nonsense nonsense, String job) {
    TrainingJob owner = stage.get(job);
    Map<String, String> labels = new HashMap<>();
    labels.put(Labels.JOB, job);
    labels.put(
        Labels.ATTEMPT,
        List.of("", "x", "-1", "0", "99999999999", "2147483647", "7").get(nonsense.below(7)));
    if (owner != null && nonsense.chance(0.6)) {
      labels.put(Labels.JOB_UID, owner.getMetadata().getUid());
    }
    String name = "stranger-" + nonsense.below(1_000_000);
    if (nonsense.chance(0.5)) {
      stage
          .client
          .resource(
              new LeaseBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace(stage.namespace)
                  .withLabels(labels)
                  .addToAnnotations(Labels.HISTORY_ANNOTATION, nonsense.text())
                  .addToAnnotations(LeaseKeys.COST, nonsense.text())
                  .endMetadata()
                  .build())
          .create();
    } else {
      stage
          .client
          .resource(
              new PodBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace(stage.namespace)
                  .withLabels(labels)
                  .endMetadata()
                  .withNewSpec()
                  .addNewContainer()
                  .withName("c")
                  .withImage("i")
                  .endContainer()
                  .endSpec()
                  .build())
          .create();
    }
  }

  /** Nobody is left who would let go of jobs whose checkpoints were to go. */
  private static void release(Stage stage) {
    stage.stop();
    for (int job = 0; job < JOBS; job++) {
      try {
        stage
            .client
            .resources(TrainingJob.class)
            .inNamespace(stage.namespace)
            .withName("odd-" + job)
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
      } catch (KubernetesClientException e) {
        // it was never taken
      }
    }
  }
}
