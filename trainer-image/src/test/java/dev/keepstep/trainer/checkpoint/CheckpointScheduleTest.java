package dev.keepstep.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckpointScheduleTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void theIntervalThatTheJobAsksForIsKept() {
    CheckpointSchedule schedule =
        new CheckpointSchedule(Optional.of(seconds(60)), DAY, seconds(100));
    assertThat(schedule.due(seconds(159))).isFalse();
    assertThat(schedule.due(seconds(160))).isTrue();
    schedule.begun(seconds(160));
    schedule.committed(Duration.ofMillis(5), seconds(1));
    assertThat(schedule.due(seconds(219))).isFalse();
    assertThat(schedule.due(seconds(220))).isTrue();
  }

  @Test
  void withoutOneTheFirstComesSoonAndTellsTheRest() {
    CheckpointSchedule schedule = new CheckpointSchedule(Optional.empty(), DAY, seconds(0));
    assertThat(schedule.due(seconds(5))).isTrue();
    schedule.begun(seconds(5));
    // sqrt(2 * 5 min * 24 h) and Daly's terms of higher order: 116.69 min
    schedule.committed(Duration.ofMinutes(5), seconds(1));
    assertThat(schedule.interval().toSeconds() / 60.0).isBetween(116.68, 116.70);
  }

  @Test
  void savesDoNotComeFasterThanTheyCanBeWritten() {
    CheckpointSchedule schedule =
        new CheckpointSchedule(Optional.empty(), Duration.ofMinutes(1), seconds(0));
    schedule.committed(Duration.ofNanos(1), seconds(40));
    assertThat(schedule.interval()).isEqualTo(seconds(40));
  }

  @Test
  void afterAFailureItIsTriedAgainSoonAndThenLessSoon() {
    CheckpointSchedule schedule = new CheckpointSchedule(Optional.of(seconds(60)), DAY, seconds(0));
    schedule.failed(seconds(60));
    assertThat(schedule.interval()).isEqualTo(seconds(2));
    schedule.failed(seconds(62));
    schedule.failed(seconds(66));
    assertThat(schedule.interval()).isEqualTo(seconds(8));
    for (int i = 0; i < 9; i++) {
      schedule.failed(seconds(100));
    }
    assertThat(schedule.interval()).isEqualTo(seconds(60));
    schedule.committed(Duration.ofMillis(5), seconds(1));
    schedule.failed(seconds(200));
    assertThat(schedule.interval()).isEqualTo(seconds(2));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
