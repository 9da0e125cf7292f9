package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RushTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final ResourceID JOB = new ResourceID("job-1", "team");

  private final Rush rush = new Rush();

  /** Pods of so many jobs, 10 ms apart. */
  private Instant made(int jobs) {
    Instant at = START;
    for (int i = 0; i < jobs; i++) {
      at = START.plusMillis(10L * i);
      rush.made("job-" + i, 1, at);
    }
    return at;
  }

  @Test
  void fifty_that_are_about_to_start_are_a_rush() {
    assertThat(rush.on(made(50))).isTrue();
  }

  @Test
  void a_few_are_none() {
    assertThat(rush.on(made(49))).isFalse();
  }

  @Test
  void it_is_over_when_most_have_started() {
    // Given
    Instant last = made(1000);

    // When
    for (int i = 0; i < 951; i++) {
      rush.started("job-" + i, 1);
    }

    // Then
    assertThat(rush.on(last.plusSeconds(2))).isFalse();
  }

  @Test
  void many_that_start_at_once_are_a_rush_too() {
    // Given
    Instant last = made(100);

    // When
    for (int i = 0; i < 100; i++) {
      rush.started("job-" + i, 1);
    }

    // Then
    assertThat(rush.on(last.plusSeconds(1))).isTrue();
    assertThat(rush.on(last.plusSeconds(2))).isFalse();
  }

  @Test
  void pods_that_wait_for_a_node_or_an_image_are_none() {
    assertThat(rush.on(made(1000).plusSeconds(10))).isFalse();
  }

  @Test
  void a_pod_comes_further_unseen_while_its_job_waits_for_the_end() {
    // Given
    Instant last = made(1000);
    rush.hold("job-1", JOB);

    // When, then
    assertThat(rush.letPass("job-1", last)).isTrue();
    assertThat(rush.letPass("job-2", last)).isFalse();
    assertThat(rush.over(last)).isEmpty();
    assertThat(rush.letPass("job-1", last.plusSeconds(10))).isFalse();
  }

  @Test
  void those_that_wait_are_looked_at_once_when_it_is_over() {
    // Given
    Instant over = made(1000).plusSeconds(10);
    rush.hold("job-1", JOB);

    // When, then
    assertThat(rush.over(over)).containsExactly(JOB);
    assertThat(rush.over(over)).isEmpty();
  }

  @Test
  void what_a_look_may_have_missed_is_looked_at_again() {
    // Given
    Instant last = made(1000);
    rush.hold("job-1", JOB);
    rush.letPass("job-1", last);

    // When: a look that sees it, then one during which the pod comes further
    rush.look("job-1");
    assertThat(rush.release("job-1")).isFalse();
    rush.hold("job-1", JOB);
    rush.look("job-1");
    rush.letPass("job-1", last);

    // Then
    assertThat(rush.release("job-1")).isTrue();
    assertThat(rush.release("job-1")).isFalse();
  }

  @Test
  void what_becomes_of_an_attempt_that_is_over_says_nothing_of_the_next() {
    // Given
    Instant at = made(60);
    IntStream.range(0, 60).forEach(i -> rush.made("job-" + i, 2, at));

    // When
    IntStream.range(0, 60).forEach(i -> rush.started("job-" + i, 1));

    // Then
    assertThat(rush.on(at.plusSeconds(9))).isTrue();
  }

  @Test
  void a_job_is_counted_once() {
    for (int i = 0; i < 50; i++) {
      rush.made("job", 1, START.plus(Duration.ofMillis(i)));
    }

    assertThat(rush.on(START.plusSeconds(1))).isFalse();
  }
}
