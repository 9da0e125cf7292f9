package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many jobs at once: their pods come first, and what is told of them afterwards is true. */
class RushIT extends TwoSpotNodes {
  private static final int JOBS = 60;

  /** Takes part in neither the crowd nor its silence. */
  private static final int UNFIT = 0;

  private static final int FAILING = 1;

  private final StandingClock clock = new StandingClock();

  @Test
  void while_many_pods_start_nothing_is_told_of_those_that_merely_do() {
    // Given many jobs at once
    stage.with(clock).start();
    IntStream.range(0, JOBS).forEach(i -> stage.create(job(i)));
    eventually(
        () ->
            assertThat(stage.client.pods().inNamespace(stage.namespace).list().getItems())
                .hasSize(JOBS));

    // When their pods run a second later, but for one that fits nowhere, and one of them fails
    Instant placed = clock.advance(Duration.ofSeconds(1));
    stage.unschedulable(stage.awaitPod(job(UNFIT), 1), "0/2 nodes are available");
    crowd().forEach(i -> stage.run(job(i), 1, spotA));
    stage.exit(stage.run(job(FAILING), 1, spotA), 70, Messages.of("Exception", 3, null, "boom"));

    // Then these two are told of, and the others wait
    eventually(() -> assertThat(stage.condition(job(UNFIT), "Placed")).isEqualTo("False/Asking"));
    eventually(() -> assertThat(stage.status(job(FAILING)).failures().count()).isEqualTo(1));
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
                      assertThat(Instant.parse(attempt.scheduledAt())).isEqualTo(placed);
                    }));
  }

  private static String job(int i) {
    return "job-" + i;
  }

  private static Stream<Integer> crowd() {
    return IntStream.range(FAILING + 1, JOBS).boxed();
  }

  private AttemptStatus attempt(int i) {
    TrainingJobStatus status = stage.get(job(i)).getStatus();
    return status == null ? null : status.attempt();
  }

  /** Moves when the test says so. */
  private static final class StandingClock extends Clock {
    private final AtomicReference<Instant> now =
        new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));

    Instant advance(Duration by) {
      return Objects.requireNonNull(now.updateAndGet(t -> t.plus(by)));
    }

    @Override
    public Instant instant() {
      return Objects.requireNonNull(now.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
