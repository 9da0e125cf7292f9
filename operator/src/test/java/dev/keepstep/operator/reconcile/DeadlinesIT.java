package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.ZoneStatus;
import dev.keepstep.operator.observe.Times;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deadlines on a real API server; scheduler, kubelet, cloud and trainer are the test's hands. */
class DeadlinesIT extends TwoSpotNodes {
  private static final String QUICK =
      "capacity: {zones: [zone-a, zone-b], provisionTimeout: 200ms}";

  private String onDemand;

  @BeforeEach
  void addOnDemand() {
    onDemand = stage.node("od", "on-demand", "zone-a");
  }

  @Test
  void spot_that_does_not_come_is_waited_for_while_there_is_time() {
    // Given time for three times the work
    stage.start();
    stage.create(
        "job", QUICK, "deadline: {after: 3h}", "training: {steps: 100, estimatedDuration: 1h}");
    stage.unschedulable(stage.awaitPod("job", 1), "0/3 nodes are available");

    // Then nothing is placed, and the sentence has the numbers
    eventually(
        () -> assertThat(stage.condition("job", "Placed")).isEqualTo("False/WaitingForSpot"));
    assertThat(stage.message("job", "Placed")).contains("waits for spot: slack", "reserve");
    always(Duration.ofSeconds(1), () -> assertThat(stage.pod("job", 2)).isEmpty());
    assertThat(stage.status("job").zones())
        .extracting(ZoneStatus::zone, ZoneStatus::refusals)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("zone-a", 1),
            org.assertj.core.groups.Tuple.tuple("zone-b", 1));
    assertThat(stage.condition("job", "DeadlineAtRisk")).isEqualTo("False/InTime");

    // and a restart forgets none of it
    stage.restart();
    always(Duration.ofSeconds(1), () -> assertThat(stage.pod("job", 2)).isEmpty());
  }

  @Test
  void on_demand_comes_in_time_and_spot_is_gone_back_to_with_a_standby_first() {
    // Given little more time than the work
    stage.with("AFTER_REFUSAL", "5s").with("CHANGEOVER", "1s").start();
    stage.create(
        "job",
        QUICK,
        "deadline: {after: 66m}",
        "checkpoint: {interval: 1s, s3: {bucket: bucket}}",
        "training: {steps: 100, estimatedDuration: 1h}");
    stage.unschedulable(stage.awaitPod("job", 1), "0/3 nodes are available");
    eventually(() -> assertThat(stage.status("job").zones()).isNotEmpty()); // it was refused
    // waiting is over once the slack is: a deadline that moved is one
    stage.change("job", "deadline.after", "3605s");

    // Then
    Pod second = awaitOnDemand();
    assertThat(second.getMetadata().getLabels()).containsEntry(Labels.CAPACITY, "on-demand");
    eventually(() -> assertThat(stage.status("job").attempt().reason()).isEqualTo("Deadline"));
    assertThat(stage.status("job").attempt().why()).startsWith("on-demand in zone-a: ");
    int number = stage.status("job").attempt().number();
    stage.run("job", number, onDemand);
    // an hour's work was guessed; it turns out to be 25 s
    stage.train(stage.pod("job", number).orElseThrow(), 0, 10, 10);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

    // When spot is asked for again, it comes
    Pod standby = stage.run("job", number + 1, spotB);
    assertThat(standby.getMetadata().getLabels()).containsEntry(Labels.STANDBY, "true");
    stage.report(standby, "Waiting", Map.of());

    // Then the first one is told to save and end
    eventually(() -> assertThat(stage.status("job").attempt().stopping()).isEqualTo("Moved"));
    stage.exit(
        stage.pod("job", number).orElseThrow(), 75, Messages.of("Interrupted", 12, 12L, "saved"));
    eventually(() -> assertThat(stage.status("job").attempt().number()).isEqualTo(number + 1));
    assertThat(stage.status("job").attempt().why()).contains("instead of on-demand");
    assertThat(stage.status("job").interruptions().count()).isZero();
    stage.train(standby, 12, 13, 12);
    eventually(
        () ->
            assertThat(stage.status("job").progress().stepTimes())
                .extracting(s -> s.capacity() + " " + s.instanceType() + " " + s.stepTime())
                .containsExactly("on-demand m.large 250ms", "spot m.large 250ms"));
  }

  private Pod awaitOnDemand() {
    eventually(
        () ->
            assertThat(stage.pods("job"))
                .anyMatch(
                    p -> "on-demand".equals(p.getMetadata().getLabels().get(Labels.CAPACITY))));
    return stage.pods("job").stream()
        .filter(p -> "on-demand".equals(p.getMetadata().getLabels().get(Labels.CAPACITY)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_deadline_before_now_is_not_begun_and_says_so_and_goes_on_when_mended() {
    // Given
    stage.start();
    stage.create("job", "deadline: {at: \"2020-01-01T00:00:00Z\"}");

    // Then
    eventually(
        () ->
            assertThat(stage.condition("job", "DeadlineAtRisk")).isEqualTo("True/DeadlinePassed"));
    assertThat(stage.message("job", "Placed"))
        .isEqualTo(
            "spec.deadline.at 2020-01-01T00:00:00Z is before now, and the job has not started: give a later one, or remove it");
    assertThat(stage.pods("job")).isEmpty();

    // When
    stage.change("job", "deadline", "null");

    // Then
    stage.awaitPod("job", 1);
    eventually(
        () -> assertThat(stage.condition("job", "DeadlineAtRisk")).isEqualTo("False/NoDeadline"));
  }

  @Test
  void a_deadline_that_cannot_be_met_is_at_risk_in_good_time_and_may_be_changed() {
    // Given
    stage.start();
    stage.create("job", "deadline: {after: 1h}", "training: {steps: 100, estimatedDuration: 90m}");
    stage.run("job", 1, onDemand);

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "DeadlineAtRisk")).isEqualTo("True/TooLittleTime"));
    assertThat(stage.message("job", "DeadlineAtRisk")).contains("short by");
    eventually(() -> assertThat(stage.events("job")).contains("DeadlineAtRisk"));

    // When
    stage.change("job", "deadline.after", "10h");

    // Then
    eventually(
        () -> assertThat(stage.condition("job", "DeadlineAtRisk")).isEqualTo("False/InTime"));
  }

  @Test
  void after_does_not_run_while_the_job_is_suspended() {
    // Given
    stage.start();
    stage.create("job", "deadline: {after: 10h}");
    stage.run("job", 1, spotA);
    eventually(() -> assertThat(stage.status("job").deadline()).isNotNull());
    Instant before = Times.parse(stage.status("job").deadline().at()).orElseThrow();

    // When
    stage.change("job", "suspend", "true");
    eventually(
        () -> {
          var d = stage.status("job").deadline();
          assertThat(d).isNotNull();
          assertThat(d.suspendedAt()).isNotNull();
          assertThat(d.at()).isNull();
        });
    stage.vanish(stage.pod("job", 1).orElseThrow());
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Suspended"));
    stage.change("job", "suspend", "false");

    // Then
    stage.awaitPod("job", 2);
    eventually(
        () -> {
          var d = stage.status("job").deadline();
          assertThat(d).isNotNull();
          assertThat(d.suspendedFor()).isNotNull();
          assertThat(Times.parse(d.at()).orElseThrow()).isAfter(before);
        });
  }

  @Test
  void zones_that_no_node_has_are_named() {
    // Given
    stage.start();
    stage.create("job", "capacity: {zones: [zone-z]}");

    // When
    stage.unschedulable(stage.awaitPod("job", 1), "0/3 nodes are available");

    // Then
    eventually(
        () ->
            assertThat(stage.message("job", "Placed"))
                .contains("spec.capacity.zones: no node is in zone-z (nodes are in "));
  }
}
