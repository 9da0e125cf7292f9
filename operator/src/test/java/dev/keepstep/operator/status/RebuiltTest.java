package dev.keepstep.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.util.List;
import java.util.Map;
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
}
