package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RushTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Rush rush = new Rush();

  private Instant made(int attempts, Duration apart, Instant from) {
    Instant at = from;
    for (int i = 0; i < attempts; i++) {
      at = from.plus(apart.multipliedBy(i));
      rush.made(at);
    }
    return at;
  }

  @Test
  void fifty_within_two_seconds_are_a_rush_until_that_is_past() {
    // When
    Instant last = made(50, Duration.ofMillis(10), START);

    // Then
    assertThat(rush.on(last)).isTrue();
    assertThat(rush.on(START.plusSeconds(2))).isFalse();
  }

  @Test
  void a_few_are_none_however_fast() {
    assertThat(rush.on(made(49, Duration.ZERO, START))).isFalse();
  }

  @Test
  void many_are_none_when_they_take_their_time() {
    assertThat(rush.on(made(500, Duration.ofMillis(50), START))).isFalse();
  }
}
