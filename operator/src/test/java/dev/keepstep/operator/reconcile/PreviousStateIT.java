package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The operator takes over what an older one left in mid-run: a job that trains in its second
 * attempt, one that is suspended, one that is complete. How it was recorded says
 * docs/results/upgrade.md.
 */
class PreviousStateIT {
  private static final String RECORDED = "/previous/153eca3/";
  private static final String TRAINS = "upgraded";
  private static final String SUSPENDED = "suspended";
  private static final String COMPLETE = "undisturbed";

  /** As the chart's example prices have the local cluster's nodes. */
  private static final String BOOK =
      """
      {"currency":"USD","entries":[{"instanceType":"local.large","zone":"zone-","spot":0.3,"onDemand":1}]}
      """;

  private Stage stage;
  private List<String> nodes = List.of();

  @BeforeEach
  void previous() throws IOException, InterruptedException {
    Assumptions.assumeTrue(TestApiServer.cluster().isPresent(), "its datastore is out of reach");
    stage = new Stage().with("PRICES", BOOK);
    PreviousState state = PreviousState.read(RECORDED, stage.namespace);
    nodes = state.nodes();
    state.putInto(TestApiServer.cluster().orElseThrow());
  }

  @AfterEach
  void strike() {
    if (stage != null) {
      stage.stop();
      nodes.forEach(node -> stage.client.nodes().withName(node).delete());
      stage.close();
    }
  }

  @Test
  void nothing_is_placed_and_nothing_is_forgotten() {
    // Given
    TrainingJobStatus left = stage.status(TRAINS);
    TrainingJobStatus suspended = stage.status(SUSPENDED);
    TrainingJobStatus complete = stage.status(COMPLETE);
    List<String> pods = pods();
    assertThat(left.state()).isEqualTo("Training");
    assertThat(left.attempt().number()).isEqualTo(2);

    // When
    stage.start();
    train(left, 10);

    // Then it is the same attempt that has done more
    eventually(
        () ->
            assertThat(stage.status(TRAINS).progress().step())
                .isEqualTo(left.progress().step() + 10));
    always(Duration.ofSeconds(2), () -> assertThat(pods()).isEqualTo(pods));
    TrainingJobStatus now = stage.status(TRAINS);
    assertThat(now.attempt()).isEqualTo(left.attempt());
    assertThat(now.startTime()).isEqualTo(left.startTime());
    // conditions that this operator would not begin with stay
    assertThat(now.conditions())
        .extracting(Condition::getType)
        .isEqualTo(ConditionType.words())
        .isEqualTo(left.conditions().stream().map(Condition::getType).toList());
    assertThat(now.interruptions()).isEqualTo(left.interruptions());
    assertThat(total(now)).isGreaterThanOrEqualTo(total(left));
    assertThat(stage.lease(TRAINS, 3)).isEmpty();
    assertThat(stage.events(TRAINS)).doesNotContain("Interrupted");
    // and who has ended, or waits, is left alone
    assertThat(stage.status(COMPLETE).result()).isEqualTo(complete.result());
    assertThat(stage.condition(COMPLETE, "Complete")).isEqualTo("True/Completed");
    assertThat(stage.status(SUSPENDED).attempt()).isEqualTo(suspended.attempt());
    assertThat(stage.condition(SUSPENDED, "Suspended")).startsWith("True/");
  }

  @Test
  void what_is_lost_after_it_goes_on_with_the_next_attempt() {
    // Given
    TrainingJobStatus left = stage.status(TRAINS);
    stage.start();

    // When
    stage.client.nodes().withName(left.attempt().node()).delete();
    String spot = stage.node("spot-new", "spot", "zone-a");
    Pod third = stage.run(TRAINS, 3, spot);
    long checkpoint = left.progress().checkpointStep();
    stage.train(third, checkpoint, checkpoint + 5, checkpoint);

    // Then
    eventually(
        () -> {
          TrainingJobStatus now = stage.status(TRAINS);
          assertThat(now.state()).isEqualTo("Training");
          assertThat(now.attempt().number()).isEqualTo(3);
          assertThat(now.interruptions().count()).isEqualTo(2);
          assertThat(now.progress().step()).isEqualTo(checkpoint + 5);
          assertThat(total(now)).isGreaterThanOrEqualTo(total(left));
        });
    stage.exit(third, 0, Messages.done(left.progress().steps()));
    eventually(() -> assertThat(stage.condition(TRAINS, "Complete")).isEqualTo("True/Completed"));
  }

  @Test
  void what_waits_is_resumed() {
    // Given
    AttemptStatus before = stage.status(SUSPENDED).attempt();
    stage.start();

    // When
    stage.change(SUSPENDED, "suspend", "false");

    // Then
    stage.awaitPod(SUSPENDED, before == null ? 2 : before.number() + 1);
  }

  /** The attempt's trainer goes on, as if nothing had been. */
  private void train(TrainingJobStatus left, long steps) {
    stage.train(
        stage.pod(TRAINS, left.attempt().number()).orElseThrow(),
        left.attempt().resumedAtStep(),
        left.progress().step() + steps,
        left.progress().checkpointStep());
  }

  private List<String> pods() {
    return stage.client.pods().inNamespace(stage.namespace).list().getItems().stream()
        .map(p -> p.getMetadata().getName() + " " + p.getMetadata().getUid())
        .sorted()
        .toList();
  }

  private static BigDecimal total(TrainingJobStatus status) {
    return new BigDecimal(status.cost().total());
  }
}
