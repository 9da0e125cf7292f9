package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The operator on a real API server; scheduler, kubelet, cloud and trainer are the test's hands.
 */
class TrainingJobReconcilerIT extends TwoSpotNodes {
  @BeforeEach
  void start() {
    stage.start();
  }

  @Test
  void a_job_is_placed_trains_and_completes() {
    // Given
    stage.create("job");
    Pod pod = stage.run("job", 1, spotA);
    eventually(() -> assertThat(stage.condition("job", "Placed")).isEqualTo("True/Scheduled"));

    // When
    stage.train(pod, 0, 40, 30);
    eventually(
        () -> {
          TrainingJobStatus status = stage.get("job").getStatus();
          assertThat(status.state()).isEqualTo("Training");
          assertThat(status.progress().step()).isEqualTo(40);
          assertThat(status.progress().percent()).isEqualTo(40);
          assertThat(status.progress().checkpointStep()).isEqualTo(30);
          assertThat(status.progress().remaining()).isEqualTo("15s");
          assertThat(status.attempt().zone()).isEqualTo("zone-a");
        });
    stage.exit(pod, 0, Messages.done(100));

    // Then
    eventually(() -> assertThat(stage.condition("job", "Complete")).isEqualTo("True/Completed"));
    TrainingJobStatus status = stage.get("job").getStatus();
    assertThat(status.state()).isEqualTo("Complete");
    assertThat(status.result().fingerprint()).isEqualTo("ab".repeat(32));
    assertThat(status.result().metrics()).containsEntry("accuracy", "0.92950 (1859/2000)");
    assertThat(status.progress().percent()).isEqualTo(100);
    eventually(() -> assertThat(stage.events("job")).containsExactly("Placed", "Complete"));
    assertThat(stage.pods("job")).hasSize(1);
  }

  @Test
  void a_lost_node_is_an_interruption_and_the_run_goes_on_elsewhere() {
    // Given
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 57, 50);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

    // When the cloud takes the machine, and its Node object with it
    stage.deleteNode(spotA);

    // Then
    Pod second = stage.run("job", 2, spotB);
    stage.train(second, 50, 51, 50);
    // and its zone is avoided, but not ruled out: the cluster may have no other
    NodeAffinity affinity = second.getSpec().getAffinity().getNodeAffinity();
    assertThat(
            affinity
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .getFirst()
                .getMatchExpressions())
        .noneMatch(e -> e.getKey().equals("topology.kubernetes.io/zone"));
    assertThat(affinity.getPreferredDuringSchedulingIgnoredDuringExecution())
        .anySatisfy(
            p -> {
              NodeSelectorRequirement zone = p.getPreference().getMatchExpressions().getFirst();
              assertThat(zone.getOperator()).isEqualTo("NotIn");
              assertThat(zone.getValues()).containsExactly("zone-a");
            });
    eventually(
        () -> {
          var i = stage.get("job").getStatus().interruptions();
          assertThat(i.count()).isEqualTo(1);
          assertThat(i.byCause()).containsEntry("NodeLost", 1);
          assertThat(i.recent().getFirst().sign()).isEqualTo("Node object gone");
          assertThat(i.recent().getFirst().stepLostAt()).isEqualTo(57);
          assertThat(i.recent().getFirst().resumedAtStep()).isEqualTo(50);
          assertThat(i.recent().getFirst().recomputedSteps()).isEqualTo(7);
          assertThat(i.recomputedSteps()).isEqualTo(7);
          assertThat(i.recent().getFirst().changeover().total()).isNotBlank();
        });
    assertThat(stage.get("job").getStatus().failures()).isNull();
    // and the pod that nobody is left to end was removed
    eventually(() -> assertThat(stage.pod("job", 1)).isEmpty());
    eventually(
        () ->
            assertThat(stage.events("job"))
                .containsExactly("Placed", "Interrupted", "Placed", "Resumed"));
  }

  @Test
  void a_notice_brings_a_standby_first_and_the_run_is_handed_over() {
    // Given
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

    // When the provider announces the end of the node
    stage.taint(spotA, "aws-node-termination-handler/spot-itn", "NoSchedule");

    // Then another attempt warms up beside the first
    Pod second = stage.run("job", 2, spotB);
    assertThat(second.getMetadata().getLabels()).containsEntry("keepstep.dev/standby", "true");
    assertThat(stage.pod("job", 1).orElseThrow().getMetadata().getDeletionTimestamp()).isNull();
    stage.report(second, "Waiting", java.util.Map.of());

    // and once it is warm the first is told to save and end
    eventually(
        () ->
            assertThat(
                    stage
                        .pod("job", 1)
                        .map(p -> p.getMetadata().getDeletionTimestamp() != null)
                        .orElse(true))
                .isTrue());
    assertThat(stage.get("job").getStatus().attempt().stopping()).isEqualTo("Notice");
    stage.exit(first, 75, Messages.of("Interrupted", 44, 44L, "saved"));

    // and then the run is the second's
    eventually(
        () ->
            assertThat(stage.lease("job", 2).orElseThrow().getMetadata().getAnnotations())
                .containsEntry("keepstep.dev/handover", "true"));
    stage.train(second, 44, 45, 44);
    eventually(
        () -> {
          var status = stage.get("job").getStatus();
          assertThat(status.attempt().number()).isEqualTo(2);
          assertThat(status.standby()).isNull();
          var i = status.interruptions().recent().getFirst();
          assertThat(i.cause()).isEqualTo("Reclaimed");
          assertThat(i.sign()).isEqualTo("aws-node-termination-handler/spot-itn");
          assertThat(i.checkpointLanded()).isTrue();
          assertThat(i.noticeGiven()).isNotBlank();
          assertThat(i.recomputedSteps()).isZero();
          assertThat(i.resumedAtStep()).isEqualTo(44);
        });
    eventually(
        () ->
            assertThat(stage.events("job"))
                .containsExactly("Placed", "Notice", "StandbyPlaced", "Interrupted", "Resumed"));
    assertThat(stage.pods("job")).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void a_node_that_is_silent_for_longer_than_its_grace_is_lost() {
    // Given
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 20, 10);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

    // When
    stage.status(spotA, "Unknown", "boot-1");

    // Then the next attempt does not wait for the old pod, which nobody can end
    stage.awaitPod("job", 2);
    assertThat(stage.pod("job", 1)).isPresent();
    eventually(
        () ->
            assertThat(stage.get("job").getStatus().interruptions().recent().getFirst().sign())
                .isEqualTo("node.kubernetes.io/unreachable"));
  }

  @Test
  void a_node_that_is_well_again_within_its_grace_keeps_its_attempt() {
    // Given a grace that is longer than the trouble
    stage.stop();
    stage.with("NODE_GRACE", "30s").start();
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 20, 10);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

    // When
    stage.status(spotA, "Unknown", "boot-1");
    stage.status(spotA, "True", "boot-1");

    // Then
    Stage.always(
        java.time.Duration.ofSeconds(2),
        () -> {
          assertThat(stage.get("job").getStatus().attempt().number()).isEqualTo(1);
          assertThat(stage.pods("job")).hasSize(1);
        });
  }

  @Test
  void signs_of_the_outside_make_an_interruption_and_exit_codes_alone_a_failure() {
    // Given
    stage.create("evicted");
    stage.create("rebooted");
    stage.create("deleted");
    stage.create("broken");
    stage.create("oom");
    Pod evicted = stage.run("evicted", 1, spotA);
    Pod rebooted = stage.run("rebooted", 1, spotB);
    Pod deleted = stage.run("deleted", 1, spotA);
    Pod broken = stage.run("broken", 1, spotA);
    Pod oom = stage.run("oom", 1, spotA);
    for (String job : java.util.List.of("evicted", "rebooted", "deleted", "broken", "oom")) {
      eventually(() -> assertThat(stage.condition(job, "Placed")).isEqualTo("True/Scheduled"));
    }

    // When
    stage.disrupt(evicted, "EvictionByEvictionAPI");
    stage.exit(evicted, 143, null);
    stage.vanish(deleted);
    stage.exit(broken, 1, "a stack trace");
    stage.exit(oom, 137, "OOMKilled", null);
    stage.status(spotB, "True", "boot-2");
    stage.exit(rebooted, 255, null);

    // Then
    eventually(() -> assertThat(cause("evicted")).isEqualTo("EvictionByEvictionAPI"));
    eventually(() -> assertThat(cause("deleted")).isEqualTo("PodDeleted"));
    eventually(() -> assertThat(cause("rebooted")).isEqualTo("NodeRebooted"));
    eventually(() -> assertThat(cause("broken")).isEqualTo("failure Exit"));
    assertThat(stage.get("broken").getStatus().failures().last().message())
        .isEqualTo("the trainer failed (exit 1); its last words: a stack trace");
    eventually(() -> assertThat(cause("oom")).isEqualTo("failure OutOfMemory"));
    for (String job : java.util.List.of("evicted", "rebooted", "deleted", "broken", "oom")) {
      stage.awaitPod(job, 2);
    }
  }

  private String cause(String job) {
    TrainingJobStatus status = stage.get(job).getStatus();
    if (status.interruptions() != null && status.interruptions().count() > 0) {
      return status.interruptions().recent().getFirst().cause();
    }
    return status.failures() == null ? "none" : "failure " + status.failures().last().cause();
  }
}
