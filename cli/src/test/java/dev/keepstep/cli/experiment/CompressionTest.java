package dev.keepstep.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CompressionTest {
  @Test
  void an_hour_of_the_trace_is_a_minute_here() {
    assertThat(Examples.SIXTY.here(3600)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Examples.SIXTY.there(Duration.ofMinutes(1))).isEqualTo(3600);
  }

  @Test
  void a_trace_is_played_from_its_start_on_with_one_price_a_zone() {
    // Given prices of 1, 2, 3, 9 and a start at the second step, of which two steps are priced
    TracePool pool = Examples.pool(Examples.zone("a", "0110", 1, 2, 3, 9));

    // When
    SpotTrace played = Examples.SIXTY.played(pool, 1, 2).zones().getFirst();

    // Then a step is 5 s, and an hour here costs what 60 hours cost there
    assertThat(played.gapSeconds()).isEqualTo(5);
    assertThat(played.steps()).isEqualTo(3);
    assertThat(played.up(0)).isTrue();
    assertThat(played.up(1)).isTrue();
    assertThat(played.up(2)).isFalse();
    assertThat(played.onDemandPrice()).isEqualTo(240);
    for (int k = 0; k < 3; k++) {
      assertThat(played.price(k)).isEqualTo(2.5 * 60);
    }
    assertThat(played.start()).isEqualTo(Instant.EPOCH.plusSeconds(300));
  }

  @Test
  void money_is_the_same_by_both_clocks() {
    SpotTrace played =
        Examples.SIXTY.played(Examples.pool(Examples.zone("a", "1", 1.5)), 0, 1).zones().getFirst();
    double here = Examples.SIXTY.here(7200).toMillis() / 3_600_000.0 * played.price(0);
    assertThat(here).isEqualTo(2 * 1.5);
  }

  @Test
  void a_step_in_which_no_node_can_boot_is_refused_with_the_most_that_works() {
    assertThatThrownBy(
            () -> new Compression(200).played(Examples.pool(Examples.zone("a", "1", 1)), 0, 1))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.mend()).hasValue("give at most 100"))
        .hasMessage(
            "--compression 200 makes a step of the trace 1.5 s long, and a node takes 3 s to boot");
  }

  @Test
  void time_is_never_stretched() {
    assertThatThrownBy(() -> new Compression(0.5)).hasMessage("--compression is 0.5");
  }
}
