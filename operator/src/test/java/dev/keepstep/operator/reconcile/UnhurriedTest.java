package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnhurriedTest {
  @ParameterizedTest
  @CsvSource({"1, 10", "100, 10", "101, 10.1", "10000, 1000"})
  void all_jobs_together_write_ten_times_a_second_at_most(int jobs, double seconds) {
    assertThat(Unhurried.interval(Duration.ofSeconds(10), jobs))
        .isEqualTo(Duration.ofMillis(Math.round(seconds * 1000)));
  }
}
