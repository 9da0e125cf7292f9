package dev.keepstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Property
  void what_is_written_is_read_back(@ForAll @LongRange(min = 0, max = 359_996_400_000L) long ms) {
    Duration duration = Duration.ofMillis(ms);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    assertThat(Durations.format(duration)).matches(Durations.PATTERN);
  }

  @Test
  void known_texts() {
    assertThat(Durations.format(Duration.ofMillis(14_200))).isEqualTo("14s200ms");
    assertThat(Durations.format(Duration.ZERO)).isEqualTo("0s");
    assertThat(Durations.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.rounded(Duration.ofSeconds(7_830))).isEqualTo("2h11m");
    assertThat(Durations.rounded(Duration.ofSeconds(185))).isEqualTo("3m5s");
    assertThat(Durations.rounded(Duration.ofHours(50))).isEqualTo("50h");
  }

  @Test
  void what_is_no_duration_is_refused_by_name() {
    assertThatThrownBy(() -> Durations.parse("90"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"90\"");
  }
}
