package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.api.v1alpha1.ZoneStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many jobs at once: their pods come first, and what is told of them afterwards is true. */
class RushIT extends TwoSpotNodes {
  private static final int JOBS = 60;

  /** They do more than start, and are told of at once. */
  private static final int UNFIT = 0;

  private static final int FAILING = 1;
  private static final int VANISHING = 2;
  private static final int NOTICED = 3;

  private final TestClock clock = TestClock.standing();

  @Test
  void while_many_pods_start_nothing_is_told_of_those_that_merely_do() {
    // Given many jobs at once, and a node that is about to go
    stage.with(clock).start();
    IntStream.range(0, JOBS).forEach(i -> stage.create(job(i)));
    eventually(
        () ->
            assertThat(stage.client.pods().inNamespace(stage.namespace).list().getItems())
                .hasSize(JOBS));
    stage.taint(spotB, "karpenter.sh/disrupted", "NoSchedule");

    // When their pods run a second later, but for one that fits nowhere
    Instant placed = clock.advance(Duration.ofSeconds(1));
    crowd().forEach(i -> stage.run(job(i), 1, spotA));
    stage.unschedulable(stage.awaitPod(job(UNFIT), 1), "0/2 nodes are available");
    stage.exit(stage.run(job(FAILING), 1, spotA), 70, Messages.of("Exception", 3, null, "boom"));
    stage.vanish(stage.run(job(VANISHING), 1, spotA));
    stage.run(job(NOTICED), 1, spotB);

    // Then what happens to some is told, and the others wait
    eventually(() -> assertThat(stage.condition(job(UNFIT), "Placed")).isEqualTo("False/Asking"));
    eventually(() -> assertThat(stage.status(job(FAILING)).failures().count()).isEqualTo(1));
    eventually(() -> assertThat(stage.status(job(VANISHING)).attempt().number()).isEqualTo(2));
    assertThat(stage.status(job(VANISHING)).interruptions().count()).isEqualTo(1);
    eventually(
        () ->
            assertThat(stage.status(job(NOTICED)).attempt().noticeSign())
                .isEqualTo("karpenter.sh/disrupted"));
    always(Duration.ofSeconds(1), () -> assertThat(crowd().map(this::attempt)).containsOnlyNulls());

    // and when it is over they are told of as it was
    clock.advance(Duration.ofSeconds(10));
    eventually(
        () ->
            assertThat(crowd().map(this::attempt))
                .allSatisfy(
                    attempt -> {
                      assertThat(attempt).isNotNull();
                      assertThat(attempt.number()).isEqualTo(1);
                      assertThat(attempt.node()).isEqualTo(spotA);
                      assertThat(attempt.zone()).isEqualTo("zone-a");
                      assertThat(Instant.parse(attempt.scheduledAt())).isEqualTo(placed);
                    }));
  }

  @Test
  void where_they_were_is_known_though_the_node_is_gone_when_it_is_told() {
    // Given many jobs whose pods run
    stage.with(clock).start();
    IntStream.range(0, JOBS).forEach(i -> stage.create(job(i)));
    IntStream.range(0, JOBS).forEach(i -> stage.run(job(i), 1, spotA));

    // When their node goes before they are told of
    stage.deleteNode(spotA);

    // Then each is interrupted, and what it had is counted
    clock.advance(Duration.ofSeconds(10));
    eventually(
        () ->
            assertThat(IntStream.range(0, JOBS).mapToObj(i -> stage.get(job(i)).getStatus()))
                .allSatisfy(
                    status -> {
                      assertThat(status).isNotNull();
                      assertThat(status.interruptions().count()).isEqualTo(1);
                      assertThat(status.zones()).extracting(ZoneStatus::zone).contains("zone-a");
                      assertThat(status.attempt().number()).isEqualTo(2);
                    }));
  }

  private static String job(int i) {
    return "job-" + i;
  }

  private static Stream<Integer> crowd() {
    return IntStream.range(NOTICED + 1, JOBS).boxed();
  }

  private AttemptStatus attempt(int i) {
    TrainingJobStatus status = stage.get(job(i)).getStatus();
    return status == null ? null : status.attempt();
  }
}
