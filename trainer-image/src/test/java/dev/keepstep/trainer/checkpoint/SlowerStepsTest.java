package dev.keepstep.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowerStepsTest {
  private final SlowerSteps steps = new SlowerSteps();

  @Test
  void what_steps_beside_a_save_take_beyond_those_alone_is_lost() {
    step(900, false); // a process's first steps
    step(700, false);
    step(100, false);
    step(100, false);
    step(160, true);
    step(150, true);
    step(100, false);

    assertThat(steps.lost()).isEqualTo(Duration.ofMillis(110));
    assertThat(steps.lost()).as("asked again").isEqualTo(Duration.ZERO);
  }

  @Test
  void nothing_is_lost_where_steps_are_no_slower_or_none_was_ever_alone() {
    for (int i = 0; i < 5; i++) {
      step(100, true);
    }
    assertThat(steps.lost()).isEqualTo(Duration.ZERO);
    step(100, false);
    step(90, true);
    assertThat(steps.lost()).isEqualTo(Duration.ZERO);
  }

  private void step(long millis, boolean beside) {
    steps.step(Duration.ofMillis(millis), beside);
  }
}
