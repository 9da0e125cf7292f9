package dev.keepstep.core.decide.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointIntervalTest {
  private static final Duration COST = Duration.ofMinutes(5);

  @ParameterizedTest
  @CsvSource({"PT24H, 116.69", "PT6H, 56.71", "PT15M, 9.14"})
  void givesDalysFigures(Duration mtbi, double minutes) {
    assertThat(CheckpointInterval.daly(COST, mtbi).toMillis() / 60_000.0)
        .isCloseTo(minutes, within(0.005));
  }

  @Test
  void isTheMeanTimeWhereACheckpointCostsTwiceAsMuch() {
    assertThat(CheckpointInterval.daly(COST, Duration.ofSeconds(150)))
        .isEqualTo(Duration.ofSeconds(150));
  }

  @Property
  void fallsAsInterruptionsRise(
      @ForAll @IntRange(min = 1, max = 3000) int cost,
      @ForAll @IntRange(min = 1, max = 500_000) int mtbi) {
    Duration rarer = CheckpointInterval.daly(seconds(cost), seconds(mtbi + 1));
    Duration oftener = CheckpointInterval.daly(seconds(cost), seconds(mtbi));

    // the series is cut off where a checkpoint costs twice the mean time, and jumps a little there
    if (cost < 2L * mtbi || cost >= 2L * (mtbi + 1)) {
      assertThat(oftener).isLessThanOrEqualTo(rarer);
    }
    assertThat(oftener).isPositive();
  }

  @Test
  void isNeverShorterThanAPersist() {
    assertThat(
            CheckpointInterval.automatic(
                Duration.ofMillis(1), Duration.ofMinutes(1), Duration.ofSeconds(30)))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void learnsFromWhatWasSeen() {
    Duration prior = Duration.ofHours(6);

    assertThat(CheckpointInterval.meanTimeBetweenInterruptions(prior, Duration.ZERO, 0))
        .isEqualTo(prior);
    assertThat(CheckpointInterval.meanTimeBetweenInterruptions(prior, Duration.ofHours(4), 4))
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void refusesWhatIsNotMoreThanZero() {
    assertThatThrownBy(() -> CheckpointInterval.daly(Duration.ZERO, COST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cost");
    assertThatThrownBy(() -> CheckpointInterval.daly(COST, Duration.ofSeconds(-1)))
        .hasMessageContaining("mtbi");
  }

  private static Duration seconds(int s) {
    return Duration.ofSeconds(s);
  }
}
