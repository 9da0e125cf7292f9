package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;

/**
 * What can happen to a job, played by the test's hands: each waits for what the operator is to do,
 * and goes on however often that has to begin anew.
 */
enum Scenario {
  START {
    @Override
    void play(Play p) {
      p.training();
    }
  },
  NOTICE {
    @Override
    void play(Play p) {
      Pod first = p.training();
      p.stage.taint(p.spotA, "karpenter.sh/disrupted", "NoSchedule");
      p.changeover(first);
    }
  },
  LOSS {
    @Override
    void play(Play p) {
      p.training();
      p.stage.deleteNode(p.spotA);
      p.second();
    }
  },
  SUSPEND {
    @Override
    void play(Play p) {
      p.suspended();
    }
  },
  RESUME {
    @Override
    void play(Play p) {
      p.suspended();
      p.patch("{\"spec\":{\"suspend\":false}}");
      p.second();
    }
  },
  ROTATION {
    @Override
    void play(Play p) {
      p.changeover(p.ageing());
    }
  },
  DROPPED_STANDBY {
    @Override
    void play(Play p) {
      Pod first = p.ageing();
      Pod second = p.stage.run("job", 2, p.spotB);
      p.patch("{\"spec\":{\"capacity\":{\"maxLifetime\":\"100h\"}}}");
      p.stopped(second);
      p.stage.exit(second, 75, Messages.of("Interrupted", 0, null, "asked to end"));
      eventually(() -> assertThat(p.stage.status("job").standby()).isNull());
      p.stage.train(first, 0, 45, 40);
      p.trains(1, 45);
    }
  },
  FAILURE {
    @Override
    void play(Play p) {
      Pod first = p.training("limits: {failures: 1}");
      p.stage.exit(first, 70, Messages.of("Exception", 41, 30L, "boom"));
      Pod second = p.stage.run("job", 2, p.spotB);
      p.stage.exit(second, 70, Messages.of("Exception", 50, 45L, "boom again"));
      eventually(() -> assertThat(p.stage.condition("job", "Failed")).startsWith("True/"));
    }
  },
  COMPLETION {
    @Override
    void play(Play p) {
      Pod first = p.training();
      p.stage.exit(first, 0, Messages.done(100));
      eventually(() -> assertThat(p.stage.condition("job", "Complete")).startsWith("True/"));
    }
  },
  DELETION {
    @Override
    void play(Play p) {
      Pod first = p.training("checkpoint: {onDelete: Delete, s3: {bucket: bucket}}");
      p.stage
          .client
          .resources(TrainingJob.class)
          .inNamespace(p.stage.namespace)
          .withName("job")
          .delete();
      p.stopped(first);
      p.stage.exit(first, 75, Messages.of("Interrupted", 42, 42L, "saved"));
      eventually(() -> assertThat(p.cleanup()).isNotNull());
      p.stage.exit(p.cleanup(), 0, Messages.of("Deleted", 0, null, "12 objects deleted"));
      eventually(() -> assertThat(p.stage.get("job")).isNull());
    }
  },
  SHUTDOWN {
    @Override
    void play(Play p) {
      p.stage.shutDown(p.training());
      p.second();
    }
  };

  abstract void play(Play p);

  /** A stage with two spot nodes, and what scenarios have in common. */
  static final class Play implements AutoCloseable {
    final Stage stage = new Stage();
    final TestClock clock = new TestClock();
    final String spotA = stage.node("spot-a", "spot", "zone-a");
    final String spotB = stage.node("spot-b", "spot", "zone-b");

    /** The first attempt trains. */
    Pod training(String... extra) {
      stage.create("job", extra);
      Pod first = stage.run("job", 1, spotA);
      stage.train(first, 0, 40, 30);
      trains(1, 40);
      return first;
    }

    /** The first attempt has trained for nearly as long as it may. */
    Pod ageing() {
      // the operator may look after the clock has moved and before the trainer has reported again
      Pod first = training("capacity: {maxLifetime: 10h}", "limits: {hangTimeout: 20h}");
      clock.advance(Duration.ofHours(9).plusMinutes(50));
      stage.train(first, 0, 41, 30); // and the operator looks
      return first;
    }

    /** The second attempt trains. */
    void second() {
      Pod second = stage.run("job", 2, spotB);
      stage.train(second, 30, 45, 40);
      trains(2, 45);
    }

    /** The second attempt warms up, the first ends, the second trains. */
    void changeover(Pod first) {
      Pod second = stage.run("job", 2, spotB);
      stage.report(second, "Waiting", Map.of());
      stopped(first);
      stage.exit(first, 75, Messages.of("Interrupted", 42, 42L, "saved"));
      eventually(
          () ->
              assertThat(stage.lease("job", 2).orElseThrow().getMetadata().getAnnotations())
                  .containsEntry("keepstep.dev/handover", "true"));
      stage.train(second, 42, 45, 42);
      trains(2, 45);
    }

    void suspended() {
      Pod first = training();
      patch("{\"spec\":{\"suspend\":true}}");
      stopped(first);
      stage.exit(first, 75, Messages.of("Interrupted", 42, 42L, "saved"));
      eventually(() -> assertThat(stage.condition("job", "Suspended")).startsWith("True/"));
    }

    void trains(int attempt, long step) {
      eventually(
          () -> {
            var status = stage.status("job");
            assertThat(status.state()).isEqualTo("Training");
            assertThat(status.attempt()).isNotNull();
            assertThat(status.attempt().number()).isEqualTo(attempt);
            // its age counts from then, and a test's clock may move in a moment
            assertThat(status.attempt().scheduledAt()).isNotNull();
            assertThat(status.progress()).isNotNull();
            assertThat(status.progress().step()).isEqualTo(step);
          });
    }

    /** The pod has been told to end. */
    void stopped(Pod pod) {
      eventually(
          () ->
              assertThat(
                      stage
                          .client
                          .pods()
                          .inNamespace(stage.namespace)
                          .withName(pod.getMetadata().getName())
                          .get()
                          .getMetadata()
                          .getDeletionTimestamp())
                  .isNotNull());
    }

    Pod cleanup() {
      return stage.client.pods().inNamespace(stage.namespace).withName("job-cleanup").get();
    }

    void patch(String json) {
      stage
          .client
          .resources(TrainingJob.class)
          .inNamespace(stage.namespace)
          .withName("job")
          .patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    @Override
    public void close() {
      TrainingJob job = stage.get("job");
      if (job != null && !job.getMetadata().getFinalizers().isEmpty()) {
        patch("{\"metadata\":{\"finalizers\":null}}"); // nobody is left who would let it go
      }
      stage.close();
    }
  }
}
