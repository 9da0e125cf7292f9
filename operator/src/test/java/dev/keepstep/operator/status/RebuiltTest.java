package dev.keepstep.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Reason;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RebuiltTest {
  private static final String START = "2026-01-01T00:00:00Z";

  private static AttemptStatus attempt(int number) {
    return AttemptStatus.recorded(
        number, "job-" + number + "-0", "spot", List.of(), List.of(), "r", "why", START, null);
  }

  /** A status that knows of one attempt and no interruption. */
  private static TrainingJobStatus first() {
    StatusDraft draft = new StatusDraft(TrainingJobStatus.empty());
    draft.state = "Training";
    draft.startTime = START;
    draft.attempt = attempt(1);
    return draft.build();
  }

  private static Lease lease(int number, TrainingJobStatus recorded) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName("job-" + number)
        .withCreationTimestamp("2026-01-01T00:05:00Z")
        .withLabels(Map.of(Labels.ATTEMPT, Integer.toString(number)))
        .withAnnotations(
            Map.of(Labels.HISTORY_ANNOTATION, History.of(recorded, attempt(number)).render()))
        .endMetadata()
        .build();
  }

  @Test
  void a_status_that_names_the_newest_lease_is_left_as_it_is() {
    TrainingJobStatus status = first();

    assertThat(Rebuilt.from("job", status, List.of(), List.of(lease(1, status)))).isSameAs(status);
  }

  @Test
  void a_newer_lease_is_gone_on_from_with_what_it_counts_and_nothing_else_taken_away() {
    // Given an operator that died after it had made the second attempt, before it wrote the status
    StatusDraft counted = new StatusDraft(first());
    counted.interruptions = new InterruptionsStatus(1, Map.of("NodeLost", 1), 0L, List.of());

    // When
    TrainingJobStatus status =
        Rebuilt.from(
            "job", first(), List.of(), List.of(lease(1, first()), lease(2, counted.build())));

    // Then
    assertThat(status.attempt()).isNotNull();
    assertThat(status.attempt().number()).isEqualTo(2);
    assertThat(status.attempt().why()).isEqualTo("why");
    assertThat(status.attempt().end()).isNull();
    assertThat(status.interruptions()).isEqualTo(counted.interruptions);
    assertThat(status.startTime()).isEqualTo(START);
    assertThat(status.state()).isEqualTo("Training");
  }

  /** The first attempt's status while a second warms up beside it. */
  private static TrainingJobStatus withStandby(AttemptStatus standby) {
    StatusDraft draft = new StatusDraft(first());
    draft.standby = standby;
    return draft.build();
  }

  private static Pod running(int number) {
    return pod(number, "Running", List.of());
  }

  private static Pod pod(int number, String phase, List<ContainerStatus> containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("job-" + number + "-0")
        .withUid("uid-" + number)
        .withLabels(Map.of(Labels.ATTEMPT, Integer.toString(number)))
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .withContainerStatuses(containers)
        .endStatus()
        .build();
  }

  /** What a status that was erased becomes. */
  private static TrainingJobStatus erased(Pod pod, Lease... leases) {
    return Rebuilt.from("job", TrainingJobStatus.empty(), List.of(pod), List.of(leases));
  }

  @Test
  void the_lease_of_a_standby_that_was_dropped_is_no_news() {
    // Given a standby that is over
    TrainingJobStatus beside = withStandby(attempt(2));
    AttemptStatus over =
        attempt(2)
            .withStopping("StandbyDropped")
            .withEnd(
                new AttemptStatus.End(
                    "Interruption", "StandbyDropped", "s", null, null, null, null, START));

    // When it is taken out of the status
    TrainingJobStatus without =
        Decisions.fold(
            "job",
            Serialization.unmarshal(
                "{\"seed\": 7, \"training\": {\"steps\": 10}}", TrainingJobSpec.class),
            withStandby(over),
            new Decision.Wait(Optional.empty(), Reason.of(Reason.Code.TRAINING, "it trains")),
            Instant.parse(START));

    // Then
    assertThat(without.standby()).isNull();
    assertThat(without.endedStandby()).isEqualTo(2);
    assertThat(
            Rebuilt.from(
                "job", without, List.of(running(1)), List.of(lease(1, first()), lease(2, beside))))
        .isSameAs(without);
  }

  @Test
  void of_an_erased_status_the_attempt_that_runs_goes_on_beside_a_standby_without_a_pod() {
    TrainingJobStatus status =
        erased(running(1), lease(1, first()), lease(2, withStandby(attempt(2))));

    assertThat(status.attempt()).isNotNull();
    assertThat(status.attempt().number()).isEqualTo(1);
    assertThat(status.standby()).isNotNull();
    assertThat(status.standby().number()).isEqualTo(2);
  }

  @Test
  void of_an_erased_status_the_attempt_that_runs_goes_on_beside_two_that_were_dropped() {
    TrainingJobStatus status =
        erased(
            running(1),
            lease(1, first()),
            lease(2, withStandby(attempt(2))),
            lease(3, withStandby(attempt(3))));

    assertThat(status.attempt()).isNotNull();
    assertThat(status.attempt().number()).isEqualTo(1);
    assertThat(status.standby()).isNotNull();
    assertThat(status.standby().number()).isEqualTo(3);
  }

  @Test
  void of_an_erased_status_an_attempt_that_has_done_all_is_not_followed() {
    ContainerStatus done =
        new ContainerStatusBuilder()
            .withName("trainer")
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .endTerminated()
            .endState()
            .build();

    TrainingJobStatus status =
        erased(
            pod(1, "Succeeded", List.of(done)),
            lease(1, first()),
            lease(2, withStandby(attempt(2))));

    assertThat(status.attempt()).isNotNull();
    assertThat(status.attempt().number()).isEqualTo(1);
  }

  @Test
  void the_status_of_a_job_that_is_over_is_left_as_it_is() {
    StatusDraft over = new StatusDraft(first());
    over.conditions =
        List.of(new ConditionBuilder().withType("Complete").withStatus("True").build());
    TrainingJobStatus status = over.build();

    assertThat(
            Rebuilt.from("job", status, List.of(), List.of(lease(1, first()), lease(2, first()))))
        .isSameAs(status);
  }

  @Test
  void of_an_erased_status_one_that_was_to_follow_an_end_is_gone_on_from() {
    // a pod whose node is lost looks as if it ran
    TrainingJobStatus status = erased(running(1), lease(1, first()), lease(2, first()));

    assertThat(status.attempt()).isNotNull();
    assertThat(status.attempt().number()).isEqualTo(2);
    assertThat(status.standby()).isNull();
  }
}
