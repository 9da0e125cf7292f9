package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.LeaseKeys;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures, bad input, suspension: what ends a job or holds it, and what the user reads then. */
class EndsIT {
  private Stage stage;
  private String spot;

  @BeforeEach
  void raise() {
    stage = new Stage();
    spot = stage.node("spot-a", "spot", "zone-a");
    stage.start();
  }

  @AfterEach
  void strike() {
    stage.close();
  }

  @Test
  void bad_configuration_fails_at_once_with_the_trainers_own_sentence() {
    // Given
    stage.create("job");
    Pod pod = stage.run("job", 1, spot);

    // When
    stage.exit(pod, 64, Messages.of("BadParameter", 0, null, "batchSize is \"x\", give a number"));

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "Failed")).isEqualTo("True/BadConfiguration"));
    assertThat(stage.message("job", "Failed")).contains("batchSize is \"x\", give a number");
    assertThat(stage.status("job").state()).isEqualTo("Failed");
    assertThat(stage.pods("job")).hasSize(1);
  }

  @Test
  void failures_are_retried_within_their_limit() {
    // Given
    stage.create("job", "limits: {failures: 1}");

    // When
    stage.exit(stage.run("job", 1, spot), 70, Messages.of("Exception", 3, null, "boom"));
    stage.exit(stage.run("job", 2, spot), 70, Messages.of("Exception", 3, null, "boom again"));

    // Then
    eventually(() -> assertThat(stage.condition("job", "Failed")).startsWith("True/"));
    TrainingJobStatus status = stage.get("job").getStatus();
    assertThat(status.failures().count()).isEqualTo(2);
    assertThat(status.failures().last().message()).isEqualTo("boom again");
    assertThat(status.failures().last().exitCode()).isEqualTo(70);
    assertThat(stage.pods("job")).hasSize(2);
  }

  @Test
  void storage_that_refuses_is_tried_again_and_counts_for_nothing() {
    // Given
    stage.create("job", "limits: {failures: 0, interruptions: 0}");

    // When
    stage.exit(
        stage.run("job", 1, spot),
        69,
        Messages.of(
            "NoSuchBucket", 0, null, "spec.checkpoint.s3.bucket \"bucket\": no such bucket"));

    // Then
    eventually(() -> assertThat(stage.condition("job", "StorageReady")).isEqualTo("False/Refused"));
    assertThat(stage.message("job", "StorageReady")).contains("no such bucket");
    eventually(() -> assertThat(stage.events("job")).contains("StorageUnavailable"));
    assertThat(stage.condition("job", "Failed")).isEqualTo("none");
    // and it recovers by itself
    Pod second = stage.run("job", 2, spot);
    stage.train(second, 0, 1, 0);
    eventually(() -> assertThat(stage.condition("job", "StorageReady")).isEqualTo("True/Reached"));
  }

  @Test
  void what_is_not_saved_and_what_was_passed_over_is_said_while_training_goes_on() {
    // Given an attempt that had to take an older checkpoint
    stage.create("job");
    Pod pod = stage.run("job", 1, spot);
    Map<String, String> trains =
        Map.of(
            LeaseKeys.RESUMED_AT,
            "10",
            LeaseKeys.STEP,
            "12",
            LeaseKeys.PASSED_OVER,
            "checkpoint 20: part-00000 is not as long as its manifest says");
    stage.report(pod, "Training", trains);

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "Training")).isEqualTo("True/OlderCheckpoint"));
    assertThat(stage.message("job", "Training"))
        .isEqualTo(
            "attempt 1 trains from step 10 on; passed over checkpoint 20: part-00000 is not as long"
                + " as its manifest says");
    eventually(() -> assertThat(stage.events("job")).contains("OlderCheckpoint"));

    // When it cannot save
    Map<String, String> unsaved = new HashMap<>(trains);
    unsaved.put(LeaseKeys.MESSAGE, "checkpoint 12 was not saved, training goes on: refused");
    stage.report(pod, "Training", unsaved);

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "StorageReady")).isEqualTo("False/NotSaved"));
    assertThat(stage.message("job", "StorageReady"))
        .isEqualTo("checkpoint 12 was not saved, training goes on: refused");
    assertThat(stage.condition("job", "Training")).isEqualTo("True/OlderCheckpoint");
    eventually(() -> assertThat(stage.events("job")).contains("StorageUnavailable"));

    // and when it can again
    stage.report(pod, "Training", trains);
    eventually(() -> assertThat(stage.condition("job", "StorageReady")).isEqualTo("True/Reached"));
    eventually(() -> assertThat(stage.events("job")).contains("StorageReady"));
  }

  @Test
  void another_envelope_is_left_for_another_node() {
    // Given
    stage.create("job", "limits: {failures: 0}");

    // When
    stage.exit(stage.run("job", 1, spot), 65, Messages.of("Envelope", 0, null, "no AVX2"));

    // Then
    Pod second = stage.awaitPod("job", 2);
    assertThat(
            second
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms())
        .allSatisfy(
            t -> assertThat(t.getMatchFields().getFirst().getValues()).containsExactly(spot));
  }

  @Test
  void other_bits_in_a_replayed_step_end_the_job_and_say_where() {
    // Given
    stage.create("job");
    Pod first = stage.run("job", 1, spot);
    stage.report(first, "Training", Map.of(LeaseKeys.RESUMED_AT, "10", LeaseKeys.REPLAY, "27/27"));
    eventually(
        () -> assertThat(stage.condition("job", "Reproducible")).isEqualTo("True/ReplayEqual"));
    assertThat(stage.message("job", "Reproducible")).startsWith("27 of 27 re-executed steps");

    // When
    stage.exit(
        first,
        66,
        Messages.of("ReplayMismatch", 38, 30L, "step 38 differs first in layer0.weights"));

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "Reproducible")).isEqualTo("False/ReplayDiffers"));
    assertThat(stage.message("job", "Reproducible"))
        .isEqualTo("step 38 differs first in layer0.weights");
    eventually(() -> assertThat(stage.condition("job", "Failed")).startsWith("True"));
    Stage.always(Duration.ofSeconds(1), () -> assertThat(stage.pod("job", 2)).isEmpty());
  }

  @Test
  void other_bits_that_are_only_reported_are_told_while_the_training_goes_on() {
    // Given
    stage.create("job");
    Pod first = stage.run("job", 1, spot);

    // When
    stage.report(
        first,
        "Training",
        Map.of(
            LeaseKeys.RESUMED_AT,
            "10",
            LeaseKeys.REPLAY,
            "4/9 step 38 differs first in layer0.weights"));

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "Reproducible")).isEqualTo("False/ReplayDiffers"));
    assertThat(stage.message("job", "Reproducible"))
        .isEqualTo("step 38 differs first in layer0.weights");
    assertThat(stage.condition("job", "Failed")).isEqualTo("none");
  }

  @Test
  void a_suspended_job_saves_and_goes_on_when_it_is_released() {
    // Given
    stage.create("job");
    Pod first = stage.run("job", 1, spot);
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

    // When
    stage.change("job", "suspend", "true");
    eventually(
        () -> assertThat(stage.get("job").getStatus().attempt().stopping()).isEqualTo("Suspended"));
    stage.exit(first, 75, Messages.of("Interrupted", 42, 42L, "saved"));

    // Then
    eventually(() -> assertThat(stage.condition("job", "Suspended")).isEqualTo("True/Suspended"));
    assertThat(stage.get("job").getStatus().interruptions().count()).isZero();
    Stage.always(Duration.ofSeconds(1), () -> assertThat(stage.pod("job", 2)).isEmpty());

    // When
    stage.change("job", "suspend", "false");

    // Then
    stage.awaitPod("job", 2);
    eventually(
        () -> assertThat(stage.events("job")).contains("Stopped", "Suspended", "Unsuspended"));
    eventually(
        () -> assertThat(stage.condition("job", "Suspended")).isEqualTo("False/NotSuspended"));
  }

  @Test
  void what_nobody_claimed_is_not_denied() {
    // Given
    List<String> asked =
        List.of("Placed", "Training", "ProgressReported", "StorageReady", "Reproducible");

    // When
    stage.create("job");
    Pod pod = stage.run("job", 1, spot);

    // Then
    eventually(() -> assertThat(stage.conditions("job")).isEqualTo(asked));

    // When
    stage.exit(pod, 64, Messages.of("BadParameter", 0, null, "batchSize is \"x\", give a number"));

    // Then
    eventually(
        () ->
            assertThat(stage.conditions("job"))
                .isEqualTo(Stream.concat(asked.stream(), Stream.of("Failed")).toList()));
  }

  @Test
  void a_job_that_is_suspended_from_the_start_places_nothing() {
    stage.create("job", "suspend: true");
    eventually(() -> assertThat(stage.condition("job", "Suspended")).isEqualTo("True/Suspended"));
    assertThat(stage.pods("job")).isEmpty();
  }

  @Test
  void what_happens_again_is_the_same_event_counted() {
    stage.create("job", "suspend: true");
    eventually(() -> assertThat(stage.events("job")).contains("Suspended"));
    stage.change("job", "suspend", "false");
    stage.awaitPod("job", 1);

    stage.change("job", "suspend", "true");

    eventually(
        () ->
            assertThat(stage.client.v1().events().inNamespace(stage.namespace).list().getItems())
                .filteredOn(e -> e.getReason().equals("Suspended"))
                .anySatisfy(e -> assertThat(e.getCount()).isEqualTo(2)));
  }

  @Test
  void a_job_of_another_controller_is_left_alone() {
    stage.create("other", "managedBy: example.com/queue");
    stage.create("ours");
    stage.awaitPod("ours", 1);
    assertThat(stage.get("other").getStatus()).isNull();
    assertThat(stage.pods("other")).isEmpty();
  }

  @Test
  void a_pod_that_is_refused_says_so_and_is_made_once_it_may_be() {
    // Given a namespace without room for a pod
    stage.forbidPods();
    stage.create("job");

    // Then
    eventually(() -> assertThat(stage.condition("job", "Placed")).isEqualTo("False/PodRefused"));
    assertThat(stage.message("job", "Placed")).contains("exceeded quota");
    eventually(() -> assertThat(stage.events("job")).containsExactly("PodRefused"));

    // When
    stage.allowPods();

    // Then
    stage.awaitPod("job", 1);
    eventually(() -> assertThat(stage.condition("job", "Placed")).doesNotContain("PodRefused"));
  }

  @Test
  void what_the_scheduler_and_the_kubelet_say_is_passed_on() {
    // Given
    stage.create("nowhere");
    stage.create("noimage");

    // When
    stage.unschedulable(
        stage.awaitPod("nowhere", 1), "0/4 nodes are available: 4 Insufficient cpu.");
    Pod pod = stage.awaitPod("noimage", 1);
    stage.bind(pod, spot);
    stage.waiting(pod, "ImagePullBackOff", "Back-off pulling image \"example.com/trainer:1\"");

    // Then
    eventually(() -> assertThat(stage.condition("nowhere", "Placed")).isEqualTo("False/Asking"));
    assertThat(stage.message("nowhere", "Placed")).contains("4 Insufficient cpu");
    eventually(
        () ->
            assertThat(stage.condition("noimage", "Training")).isEqualTo("False/ImageUnavailable"));
    assertThat(stage.message("noimage", "Training"))
        .contains("example.com/trainer:1")
        .endsWith("; when spec.template is mended, delete pod noimage-1-0 and it is taken up");
    eventually(() -> assertThat(stage.events("noimage")).contains("ImageUnavailable"));
  }

  @Test
  void no_spot_within_the_provision_timeout_means_on_demand() {
    // Given
    stage.create("job", "capacity: {provisionTimeout: 1s}");

    // When
    Pod pod = stage.awaitPod("job", 1);
    stage.unschedulable(pod, "0/4 nodes are available");

    // Then
    Pod second = stage.awaitPod("job", 2);
    assertThat(second.getMetadata().getLabels())
        .containsAllEntriesOf(Map.of("keepstep.dev/capacity", "on-demand"));
    eventually(
        () -> assertThat(stage.get("job").getStatus().attempt().reason()).isEqualTo("SpotRefused"));
    eventually(() -> assertThat(stage.pod("job", 1)).isEmpty());
  }

  @Test
  void a_finished_job_goes_when_its_time_is_over_and_others_stay() {
    // Given one that goes at once, one that goes later, and one that says nothing of it
    stage.create("done", "ttlAfterFinished: 0s");
    stage.create("failed", "ttlAfterFinished: 1h");
    stage.create("kept");
    Pod done = stage.run("done", 1, spot);

    // When
    stage.exit(done, 0, Messages.done(100));
    stage.exit(stage.run("failed", 1, spot), 64, Messages.of("BadInput", 0, null, "bad"));
    stage.exit(stage.run("kept", 1, spot), 0, Messages.done(100));

    // Then
    eventually(() -> assertThat(stage.find("done")).isEmpty());
    eventually(() -> assertThat(stage.condition("failed", "Failed")).startsWith("True"));
    eventually(() -> assertThat(stage.condition("kept", "Complete")).startsWith("True"));
    Stage.always(
        Duration.ofSeconds(1),
        () -> {
          assertThat(stage.find("failed")).isPresent();
          assertThat(stage.find("kept")).isPresent();
        });

    // When it is to go earlier, though it has ended
    stage.change("failed", "ttlAfterFinished", "0s");

    // Then
    eventually(() -> assertThat(stage.find("failed")).isEmpty());
  }
}
