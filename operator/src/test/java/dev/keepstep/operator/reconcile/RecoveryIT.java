package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.localcluster.logs.ApiTrouble;
import dev.keepstep.localcluster.logs.MayLog;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The operator dies, is cut off, or loses its memory: nothing is placed twice, nothing is missed.
 */
class RecoveryIT extends TwoSpotNodes {
  private void settled(int attempt) {
    // the first status waits for the pod's node, or is written by the operator that starts anew
    eventually(() -> assertThat(stage.status("job").attempt()).isNotNull());
    always(
        Duration.ofSeconds(1),
        () -> {
          assertThat(stage.get("job").getStatus().attempt().number()).isEqualTo(attempt);
          assertThat(stage.pod("job", attempt + 1)).isEmpty();
        });
  }

  @Test
  void a_restart_in_any_phase_places_nothing_twice() {
    // Given: placed, then restarted
    stage.start();
    stage.create("job");
    stage.awaitPod("job", 1);
    stage.restart();
    settled(1);

    // bound and running
    Pod first = stage.run("job", 1, spotA);
    eventually(() -> assertThat(stage.condition("job", "Placed")).isEqualTo("True/Scheduled"));
    stage.restart();
    settled(1);

    // training
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    stage.restart();
    settled(1);

    // When its node goes while no operator is there
    stage.stop();
    stage.deleteNode(spotA);
    stage.start();

    // Then it is one interruption, and one next attempt
    Pod second = stage.run("job", 2, spotB);
    stage.restart();
    stage.train(second, 30, 31, 30);
    eventually(
        () -> {
          TrainingJobStatus status = stage.get("job").getStatus();
          assertThat(status.interruptions().count()).isEqualTo(1);
          assertThat(status.interruptions().recent().getFirst().recomputedSteps()).isEqualTo(10);
        });
    settled(2);
  }

  @Test
  void an_end_that_nobody_was_there_to_see_is_seen_later() {
    // Given
    stage.start();
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    stage.stop();

    // When
    stage.exit(first, 0, Messages.done(100));
    stage.start();

    // Then
    eventually(() -> assertThat(stage.condition("job", "Complete")).isEqualTo("True/Completed"));
    assertThat(stage.pods("job")).hasSize(1);
  }

  @Test
  void a_notice_in_the_middle_of_which_the_operator_dies_is_gone_on_with() {
    // Given a standby beside an attempt under notice
    stage.start();
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    stage.taint(spotA, "karpenter.sh/disrupted", "NoSchedule");
    Pod second = stage.run("job", 2, spotB);

    // When the operator dies, and the node meanwhile
    stage.stop();
    stage.deleteNode(spotA);
    stage.start();

    // Then the standby has the run
    eventually(
        () ->
            assertThat(stage.lease("job", 2).orElseThrow().getMetadata().getAnnotations())
                .containsEntry("keepstep.dev/handover", "true"));
    stage.train(second, 30, 31, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    assertThat(stage.get("job").getStatus().interruptions().count()).isEqualTo(1);
    settled(2);
  }

  @Test
  void a_status_that_was_erased_is_rebuilt() {
    // Given a run in its second attempt
    stage.start();
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    stage.deleteNode(spotA);
    Pod second = stage.run("job", 2, spotB);
    stage.train(second, 30, 33, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    String started = stage.status("job").startTime();

    // When
    stage
        .client
        .resources(TrainingJob.class)
        .inNamespace(stage.namespace)
        .withName("job")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");
    stage.restart();

    // Then
    eventually(
        () -> {
          TrainingJobStatus status = stage.status("job");
          assertThat(status.state()).isEqualTo("Training");
          assertThat(status.attempt()).isNotNull();
          assertThat(status.attempt().number()).isEqualTo(2);
          assertThat(status.startTime()).isEqualTo(started);
          assertThat(status.interruptions().count()).isEqualTo(1);
          assertThat(status.progress().step()).isEqualTo(33);
        });
    settled(2);
    assertThat(stage.pods("job"))
        .extracting(p -> p.getMetadata().getName())
        .containsExactly("job-2-0");
  }

  @Test
  @ApiTrouble
  void an_api_server_out_of_reach_is_no_reason_to_relaunch() throws IOException {
    // Given
    try (CutProxy wire = new CutProxy(TestApiServer.config().getMasterUrl())) {
      Config config = TestApiServer.config();
      config.setMasterUrl(wire.url());
      stage.start(config);
      stage.create("job");
      stage.create("lost");
      Pod healthy = stage.run("job", 1, spotA);
      stage.train(healthy, 0, 40, 30);
      stage.train(stage.run("lost", 1, spotB), 0, 10, 0);
      for (String job : List.of("job", "lost")) {
        eventually(() -> assertThat(stage.status(job).state()).isEqualTo("Training"));
      }

      // When the wire is cut, and one node goes meanwhile
      wire.cut();
      stage.deleteNode(spotB);
      always(
          Duration.ofSeconds(4),
          () -> {
            assertThat(stage.pods("job")).hasSize(1);
            assertThat(stage.pods("lost")).hasSize(1);
          });
      stage.train(healthy, 0, 60, 50);
      wire.mend();

      // Then what was lost goes on, and what was well was never touched
      stage.awaitPod("lost", 2);
      eventually(() -> assertThat(stage.get("job").getStatus().progress().step()).isEqualTo(60));
      settled(1);
      assertThat(stage.get("job").getStatus().interruptions().count()).isZero();
    }
  }

  @Test
  @ApiTrouble
  @MayLog(
      value = "(Watch|Reflector)",
      since = "the test may end while it asks again",
      traced = true)
  void connections_that_fall_silent_are_given_up() throws IOException {
    // Given
    try (CutProxy wire = new CutProxy(TestApiServer.config().getMasterUrl())) {
      Config config = TestApiServer.config();
      config.setMasterUrl(wire.url());
      stage.start(config);
      stage.create("job");
      stage.train(stage.run("job", 1, spotA), 0, 40, 30);
      eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

      // When nobody says that they are dead
      wire.silence();
      stage.deleteNode(spotA);

      // Then what they would have told is heard on others
      stage.awaitPod("job", 2);
      eventually(() -> assertThat(stage.status("job").interruptions().count()).isEqualTo(1));
    }
  }

  @Test
  void a_strangers_condition_survives() {
    // Given
    stage.start();
    stage.create("job");
    stage.awaitPod("job", 1);

    // When another controller, a queue perhaps, adds a condition of its own
    stage
        .client
        .resources(TrainingJob.class)
        .inNamespace(stage.namespace)
        .withName("job")
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("queue")
                .build(),
            """
            {"apiVersion":"keepstep.dev/v1alpha1","kind":"TrainingJob","metadata":{"name":"job"},
             "status":{"conditions":[{"type":"QuotaReserved","status":"True","reason":"Admitted",
             "message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """);
    Pod pod = stage.run("job", 1, spotA);
    stage.train(pod, 0, 1, 0);

    // Then
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    assertThat(stage.condition("job", "QuotaReserved")).isEqualTo("True/Admitted");
  }
}
