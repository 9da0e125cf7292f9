package dev.keepstep.core.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.decide.capacity.Reserve;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The operator's whole decider, led through traces. */
class OperatorRunTest {
  private static final double HOUR = 3600;

  private static RunResult run(TracePool pool, double hours, double deadline) {
    Scenario s = Scenario.ideal(hours * HOUR, deadline * HOUR, 300).asked(600);
    return new Simulator(pool, s, true).runAsOperator(new Reserve(), 0);
  }

  @Test
  void onSpotThatStaysItIsOneAttempt() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "1".repeat(20), HOUR, 1, 3)));

    RunResult r = run(pool, 10, 15);

    assertThat(r.launches()).isEqualTo(1);
    assertThat(r.finish()).isCloseTo(10 * HOUR + 300, within(1e-3));
    assertThat(r.cost()).isCloseTo(10 + 300 / HOUR, within(1e-6));
  }

  @Test
  void whereThereIsNoSpotOnDemandComesInTime() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "0".repeat(20), HOUR, 1, 3)));

    RunResult r = run(pool, 10, 13);

    assertThat(r.deadlineMet()).isTrue();
    assertThat(r.idleTime()).isGreaterThan(HOUR);
    assertThat(r.timeline().getLast().place()).isEqualTo("on-demand");
    assertThat(r.timeline().getLast().why()).contains("is below the reserve of");
  }

  @Test
  void returnsToSpotBesideTheOldAttempt() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "0000111111111111111111", HOUR, 1, 3)));

    RunResult r = run(pool, 10, 12);

    assertThat(r.timeline().stream().map(RunResult.Span::place)).containsExactly("on-demand", "a");
    RunResult.Span onDemand = r.timeline().get(0);
    RunResult.Span spot = r.timeline().get(1);
    // the spot attempt is warm before the other ends
    assertThat(onDemand.to() - spot.from()).isCloseTo(300, within(61.0));
    assertThat(r.deadlineMet()).isTrue();
  }

  @Test
  void aDearZoneDoesNotAnswerForACheapOneWhileThereIsTime() {
    TracePool pool =
        new TracePool(
            List.of(
                Traces.zone("a", "0011111111111111111111", HOUR, 1, 3),
                Traces.zone("b", "1111111111111111111111", HOUR, 2.9, 3)));

    RunResult r = run(pool, 8, 16);

    assertThat(r.timeline().stream().map(RunResult.Span::place)).doesNotContain("on-demand");
    assertThat(r.launches()).isLessThanOrEqualTo(3);
  }

  @Property(tries = 150)
  void aFeasibleDeadlineIsNotMissed(
      @ForAll("markets") long seed, @ForAll("policies") PlacementPolicy policy) {
    RunResult r = random(seed, policy);

    assertThat(r.deadlineMet()).isTrue();
  }

  /**
   * Each loss allows a launch, a bridge and the way back; what is left are moves of its own will,
   * and the safety net's. With less slack than a checkpoint interval the net wants on-demand
   * shortly before each checkpoint, and no more once it is there: six times an hour at most.
   */
  @Property(tries = 60)
  void theDefaultDoesNotFlap(@ForAll("markets") long seed) {
    RunResult r = random(seed, new Reserve(), true);

    double hours = r.finish() / HOUR;
    long forSafety = r.timeline().stream().filter(span -> span.why().contains("needed")).count();
    long ownMoves = r.launches() - 1 - 3 * r.interruptions() - forSafety;
    assertThat(ownMoves).isLessThanOrEqualTo(1 + (long) (2 * hours));
    assertThat(forSafety).isLessThanOrEqualTo(1 + (long) (6 * hours));
  }

  @Property(tries = 20)
  void theSameRunTwiceIsTheSame(@ForAll("markets") long seed) {
    assertThat(random(seed, new Reserve())).isEqualTo(random(seed, new Reserve()));
  }

  private static RunResult random(long seed, PlacementPolicy policy) {
    return random(seed, policy, false);
  }

  private static RunResult random(long seed, PlacementPolicy policy, boolean timeline) {
    TracePool pool =
        new SyntheticTraces(seed, 1 + (int) Math.floorMod(seed, 4L), 1, 1500, 300, 4, 0.3).pool();
    double work = (4 + Math.floorMod(seed, 20L)) * HOUR;
    double ratio = 1.15 + Math.floorMod(seed / 7, 10L) / 10.0;
    Scenario s = Scenario.ideal(work, ratio * work, 240).asked(600);
    return new Simulator(pool, s, timeline).runAsOperator(policy, (int) Math.floorMod(seed, 600L));
  }

  @Provide
  Arbitrary<Long> markets() {
    return Arbitraries.longs().between(0, 1_000_000);
  }

  @Provide
  Arbitrary<PlacementPolicy> policies() {
    return Arbitraries.of(Policies.all());
  }
}
