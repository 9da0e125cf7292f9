package dev.keepstep.core.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimumTest {
  private static final double HOUR = 3600;

  @Test
  void isTheCheapestOfAllSchedulesOfASmallTrace() {
    String a = "10110011";
    String b = "01101110";
    TracePool pool =
        new TracePool(List.of(Traces.zone("a", a, HOUR, 1, 3), Traces.zone("b", b, HOUR, 1.5, 3)));
    Scenario s = Scenario.ideal(4.6 * HOUR, 8 * HOUR, 0.2 * HOUR);

    Optimum optimum = Optimum.of(pool, s, 0);

    // every schedule of whole steps: idle, a, b or on-demand in each
    double best = Double.POSITIVE_INFINITY;
    Map<Long, Double> cheapest = new HashMap<>(); // by progress in fifths of an hour
    for (int code = 0; code < 1 << 16; code++) {
      double cost = 0;
      double done = 0;
      int held = 0;
      boolean possible = true;
      for (int k = 0; k < 8 && possible; k++) {
        int place = code >> (2 * k) & 3;
        possible = !(place == 1 && a.charAt(k) == '0') && !(place == 2 && b.charAt(k) == '0');
        cost += place == 1 ? 1 : place == 2 ? 1.5 : place == 3 ? 3 : 0;
        done += place == 0 ? 0 : place == held ? 1 : 0.8;
        held = place;
      }
      if (possible) {
        cheapest.merge(Math.round(done * 5), cost, Math::min);
      }
      if (possible && done >= 4.6 - 1e-9) {
        best = Math.min(best, cost);
      }
    }
    assertThat(optimum.feasible()).isGreaterThanOrEqualTo(best - 1e-9);
    assertThat(optimum.lowerBound()).isLessThanOrEqualTo(best + 1e-9);
    assertThat(optimum.lowerBound()).isCloseTo(hull(cheapest, 4.6), within(1e-6));
  }

  /** The lower convex hull of (progress, cost), which is what the dual is. */
  private static double hull(Map<Long, Double> cheapest, double work) {
    double best = Double.POSITIVE_INFINITY;
    for (Map.Entry<Long, Double> a : cheapest.entrySet()) {
      for (Map.Entry<Long, Double> b : cheapest.entrySet()) {
        double less = a.getKey() / 5.0;
        double more = b.getKey() / 5.0;
        if (less < work && more >= work) {
          double share = (work - less) / (more - less);
          best = Math.min(best, a.getValue() + share * (b.getValue() - a.getValue()));
        }
      }
    }
    return best;
  }

  @Test
  void ofAZoneThatIsAlwaysUpIsAFullDeadlinesRateOfWork() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "1".repeat(20), HOUR, 1, 3)));

    Optimum optimum = Optimum.of(pool, Scenario.ideal(7.3 * HOUR, 15 * HOUR, 0.2 * HOUR), 0);

    // the hull's edge goes from nothing at all to 15 h that give 14.8 h of work
    assertThat(optimum.lowerBound()).isCloseTo(7.3 * 15 / 14.8, within(1e-6));
    assertThat(optimum.feasible()).isGreaterThanOrEqualTo(7.5);
  }

  @Test
  void withoutTimeForItThereIsNone() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "11111", HOUR, 1, 3)));

    assertThat(Optimum.of(pool, Scenario.ideal(5 * HOUR, 5 * HOUR, 60), 0).lowerBound())
        .isInfinite();
  }

  @Test
  void needsTheTraceUpToTheDeadline() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "11111", HOUR, 1, 3)));

    assertThatThrownBy(() -> Optimum.of(pool, Scenario.ideal(HOUR, 6 * HOUR, 0), 0))
        .hasMessage(
            "the optimum needs the trace up to the deadline: 6 steps from offset 0, the trace has 5");
  }
}
