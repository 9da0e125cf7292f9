package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RushTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Rush rush = new Rush();

  /** Pods of so many jobs, 10 ms apart. */
  private Instant made(int jobs) {
    Instant at = START;
    for (int i = 0; i < jobs; i++) {
      at = START.plusMillis(10L * i);
      rush.made("job-" + i, at);
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
      rush.started("job-" + i);
    }

    // Then
    assertThat(rush.on(last)).isFalse();
  }

  @Test
  void pods_that_wait_for_a_node_or_an_image_are_none() {
    assertThat(rush.on(made(1000).plusSeconds(10))).isFalse();
  }

  @Test
  void a_job_is_counted_once() {
    for (int i = 0; i < 50; i++) {
      rush.made("job", START.plus(Duration.ofMillis(i)));
    }

    assertThat(rush.on(START.plusSeconds(1))).isFalse();
  }
}
