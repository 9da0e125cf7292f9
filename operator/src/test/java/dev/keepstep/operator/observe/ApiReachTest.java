package dev.keepstep.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.decide.money.NodeKind;
import dev.keepstep.core.decide.restart.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ApiReachTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final ApiReach reach = new ApiReach(nanos::get);

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void awayFor(int seconds) {
    reach.failed();
    pass(seconds);
    reach.failed();
  }

  @Test
  void who_was_never_away_has_nothing_to_settle() {
    assertThat(reach.settling()).isFalse();
    reach.answered();
    assertThat(reach.settling()).isFalse();
  }

  @Test
  void a_request_that_failed_among_others_is_no_outage() {
    for (int i = 0; i < 20; i++) {
      awayFor(1);
      reach.answered();
      pass(1);
    }
    assertThat(reach.settling()).isFalse();
  }

  @Test
  void one_failure_is_no_outage_however_long_nothing_is_asked() {
    reach.failed();
    pass(600);
    assertThat(reach.settling()).isFalse();
    reach.answered();
    assertThat(reach.settling()).isFalse();
  }

  @Test
  void after_an_outage_the_nodes_have_time_to_report() {
    awayFor(3);
    assertThat(reach.settling()).as("while it lasts").isTrue();
    reach.answered();
    pass(29);
    assertThat(reach.settling()).isTrue();
    pass(1);
    assertThat(reach.settling()).isFalse();
  }

  @Test
  void a_node_in_trouble_grows_older_only_once_that_is_over() {
    Sightings sightings = new Sightings(reach);
    NodeFacts node = unreachable();
    Instant start = Instant.EPOCH;
    sightings.nodeAge(node, start);
    assertThat(sightings.nodeAge(node, start.plusSeconds(9))).isEqualTo(Duration.ofSeconds(9));

    awayFor(60);
    assertThat(sightings.nodeAge(node, start.plusSeconds(70))).isZero();
    reach.answered();
    pass(29);
    assertThat(sightings.nodeAge(node, start.plusSeconds(99))).isZero();
    pass(10);

    assertThat(sightings.nodeAge(node, start.plusSeconds(109))).isEqualTo(Duration.ofSeconds(10));
  }

  private static NodeFacts unreachable() {
    return new NodeFacts(
        "node",
        NodeState.UNREACHABLE,
        Set.of(),
        Set.of(),
        Optional.empty(),
        NodeKind.UNKNOWN,
        Resources.NONE);
  }
}
