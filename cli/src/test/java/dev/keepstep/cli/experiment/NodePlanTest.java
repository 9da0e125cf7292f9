package dev.keepstep.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.SyntheticTraces;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePlanTest {
  @Test
  void a_node_comes_and_goes_when_the_trace_says_so() {
    TracePool pool = Examples.pool(Examples.zone("a", "1001", 1), Examples.zone("b", "0110", 1));

    NodePlan plan = NodePlan.of(Examples.SIXTY.played(pool, 0, 1));

    assertThat(plan.first()).containsExactly("a");
    assertThat(plan.changes())
        .containsExactly(
            new NodePlan.Change(Duration.ofSeconds(5), "a", false),
            new NodePlan.Change(Duration.ofSeconds(5), "b", true),
            new NodePlan.Change(Duration.ofSeconds(15), "a", true),
            new NodePlan.Change(Duration.ofSeconds(15), "b", false));
    assertThat(plan.of("b")).hasSize(2);
  }

  /** Whoever follows the plan has a node exactly while the trace has spot. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void the_plan_is_the_trace(long seed) {
    TracePool played =
        Examples.SIXTY.played(SyntheticTraces.usual(seed).pool(), (int) (seed * 700), 100);
    NodePlan plan = NodePlan.of(played);
    for (SpotTrace zone : played.zones()) {
      boolean there = plan.first().contains(zone.zone());
      int next = 0;
      var changes = plan.of(zone.zone());
      for (int k = 0; k < zone.steps(); k++) {
        Duration now = Duration.ofMillis(Math.round(k * zone.gapSeconds() * 1000));
        while (next < changes.size() && changes.get(next).at().compareTo(now) <= 0) {
          assertThat(changes.get(next).up()).as("changes alternate").isNotEqualTo(there);
          there = changes.get(next++).up();
        }
        assertThat(there).as("%s at step %d", zone.zone(), k).isEqualTo(zone.up(k));
      }
    }
  }

  @Test
  void a_zone_s_name_becomes_a_node_s() {
    assertThat(ZoneNodes.name("us-east-1a", 3)).isEqualTo("spot-us-east-1a-3");
    assertThat(ZoneNodes.name("A_very long zone, of which nobody knows the end", 12))
        .matches("[a-z0-9-]{1,40}")
        .endsWith("-12");
  }
}
