package dev.keepstep.core.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.keepstep.core.decide.capacity.Costs;
import dev.keepstep.core.decide.capacity.Greedy;
import dev.keepstep.core.decide.capacity.OnDemandOnly;
import dev.keepstep.core.decide.capacity.Reserve;
import dev.keepstep.core.decide.capacity.UniformProgress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs small enough to be worked out by hand: steps of an hour, spot at 1, on-demand at 3. */
class SimulatorTest {
  private static final double HOUR = 3600;

  @Test
  void onDemandPaysForTheWorkAndOneChangeover() {
    RunResult r = run("000000", scenario(4, 6, 360), new OnDemandOnly());

    assertThat(r.cost()).isCloseTo(3 * 4.1, within(1e-9));
    assertThat(r.onDemandCost()).isCloseTo(12, within(1e-9));
    assertThat(r.finish()).isCloseTo(4.1 * HOUR, within(1e-6));
    assertThat(r.saving()).isCloseTo(1 - 12.3 / 12, within(1e-9));
    assertThat(r.launches()).isEqualTo(1);
    assertThat(r.deadlineMet()).isTrue();
  }

  @Test
  void everyLaunchPaysAFullChangeover() {
    // up 0-2, down 2-3, up 3-6: 1.9 h of work, an idle hour, then 2.1 h more behind 0.1 h
    RunResult r = run("110111", scenario(4, 6, 360), new Greedy());

    assertThat(r.interruptions()).isEqualTo(1);
    assertThat(r.launches()).isEqualTo(2);
    assertThat(r.idleTime()).isEqualTo(HOUR);
    assertThat(r.spotTime()).isCloseTo(4.2 * HOUR, within(1e-6));
    assertThat(r.cost()).isCloseTo(4.2, within(1e-9));
    assertThat(r.finish()).isCloseTo(5.2 * HOUR, within(1e-6));
  }

  @Test
  void theNetClosesInTime() {
    // 4 h of work by 5.5 h: one idle hour is allowed, a second would be too late
    RunResult r = run("000000", scenario(4, 5.5, 360), new Greedy());

    assertThat(r.idleTime()).isEqualTo(HOUR);
    assertThat(r.onDemandTime()).isCloseTo(4.1 * HOUR, within(1e-6));
    assertThat(r.deadlineMet()).isTrue();
  }

  @Test
  void aChangeoverLongerThanAStepGoesOnInTheNext() {
    RunResult r = run("1111111", scenario(4, 7, 1.5 * HOUR), new Greedy());

    assertThat(r.finish()).isCloseTo(5.5 * HOUR, within(1e-6));
    assertThat(r.launches()).isEqualTo(1);
  }

  @Test
  void withoutANoticeUnsavedWorkIsLost() {
    // saves every 1.5 h in 0.1 h: at 2 h 1.5 h are durable, the rest goes
    Costs costs = new Costs(0, 1.5 * HOUR, 0.1 * HOUR, 0, 0);
    Scenario s = scenario(3, 100, 0).with(costs);

    RunResult r = run("110" + "1".repeat(10), s, new Greedy());

    // 1.5 h work + 0.1 h save + 0.4 h lost, 1 h idle, then 1.5 h work
    assertThat(r.finish()).isCloseTo((2 + 1 + 1.5) * HOUR, within(1e-6));
    assertThat(r.cost()).isCloseTo(3.5, within(1e-9));
  }

  @Test
  void withANoticeOnlyTheWriteIsLost() {
    Costs costs = new Costs(0, 10 * HOUR, 0.1 * HOUR, 0.1 * HOUR, 0);
    Scenario s = scenario(3, 100, 0).with(costs);

    RunResult r = run("110" + "1".repeat(10), s, new Greedy());

    assertThat(r.finish()).isCloseTo((2 + 1 + 1.1) * HOUR, within(1e-6));
  }

  @Test
  void anEarlySaveKeepsSpotWhereUnsavedWorkWouldCloseTheNet() {
    // no notice, and the next save is far away
    Costs costs = new Costs(0, 20 * HOUR, 0.1 * HOUR, 0, 0);
    Scenario s = scenario(6, 9, 0).with(costs);

    RunResult early = run("1".repeat(12), s, new Reserve());
    RunResult never = run("1".repeat(12), s, new UniformProgress());

    assertThat(early.deadlineMet()).isTrue();
    assertThat(never.deadlineMet()).isTrue();
    assertThat(early.onDemandTime()).isLessThan(never.onDemandTime());
    assertThat(early.cost()).isLessThan(never.cost());
  }

  @Test
  void aLaunchInAnotherRegionPaysEgress() {
    TracePool pool =
        new TracePool(
            List.of(
                Traces.zone("a", "110000", HOUR, 1, 3), Traces.zone("b", "001111", HOUR, 1, 3)));
    Scenario s = scenario(4, 6, 0).with(new Costs(0, 0, 0, 0, 0.5));

    RunResult r = new Simulator(pool, s, false).run(new Greedy(), 0);

    assertThat(r.cost()).isCloseTo(4.5, within(1e-9));
    assertThat(r.launches()).isEqualTo(2);
  }

  @Test
  void askingCostsIdleTimeAndARefusalIsRemembered() {
    // a refuses for an hour (the timeout), then b is asked and answers at once
    TracePool pool =
        new TracePool(
            List.of(
                Traces.zone("a", "0000000000", HOUR, 1, 3),
                Traces.zone("b", "1111111111", HOUR, 1.2, 3)));
    Scenario s = scenario(4, 9, 0).asked(HOUR);

    RunResult r = new Simulator(pool, s, true).run(new Greedy(), 0);

    assertThat(r.idleTime()).isEqualTo(HOUR);
    assertThat(r.timeline().getLast().place()).isEqualTo("b");
    assertThat(r.cost()).isCloseTo(4.8, within(1e-9));
  }

  @Test
  void eachRequestCostsItsFee() {
    TracePool pool =
        new TracePool(
            List.of(
                Traces.zone("a", "0000000000", HOUR, 1, 3),
                Traces.zone("b", "1111111111", HOUR, 1.2, 3)));
    Scenario s = scenario(4, 9, 0).asked(HOUR).withAskFee(0.25);

    RunResult r = new Simulator(pool, s, false).run(new Greedy(), 0);

    // one request to a, refused, and one to b
    assertThat(r.cost()).isCloseTo(4.8 + 2 * 0.25, within(1e-9));
  }

  @Test
  void anOldPriceIsChosenByAndTheNewOneIsBilled() {
    double[] falling = {2, 2, 1, 1, 1, 1};
    SpotTrace a = Traces.zone("a", "111111", HOUR, 1.5, 3);
    SpotTrace b = new SpotTrace("test", "b", "b", a.start(), HOUR, 3, "USD", 6, a.up(), falling);
    TracePool pool = new TracePool(List.of(a, b));

    RunResult fresh = new Simulator(pool, scenario(2, 6, 0), false).run(new Greedy(), 2);
    RunResult stale =
        new Simulator(pool, scenario(2, 6, 0).withPriceLag(HOUR), false).run(new Greedy(), 2);

    assertThat(fresh.cost()).isCloseTo(2, within(1e-9));
    assertThat(stale.cost()).isCloseTo(3, within(1e-9));
  }

  @Test
  void theTimelineSaysWhy() {
    TracePool pool = new TracePool(List.of(Traces.zone("a", "110111", HOUR, 1, 3)));

    RunResult r = new Simulator(pool, scenario(4, 6, 360), true).run(new Greedy(), 0);

    assertThat(r.timeline().stream().map(RunResult.Span::place)).containsExactly("a", "idle", "a");
    assertThat(r.timeline().getFirst().why())
        .isEqualTo("spot in a: 1.000 an hour against 3.000 on-demand");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> run("111", scenario(4, 6, 0), new Greedy()))
        .isInstanceOf(TraceException.class)
        .hasMessage("the trace ends 3 steps after offset 0 and before the job; start it earlier");
    TracePool pool = new TracePool(List.of(Traces.zone("a", "111", HOUR, 1, 3)));
    assertThatThrownBy(() -> new Simulator(pool, scenario(1, 2, 0), false).run(new Greedy(), 3))
        .hasMessage("offset 3 is not a step of the trace, which has 3");
    assertThatThrownBy(() -> scenario(0, 1, 0)).hasMessageContaining("compute is 0.0 s");
    assertThatThrownBy(() -> scenario(1, -1, 0)).hasMessageContaining("deadline is -3600.0 s");
  }

  private static Scenario scenario(double hours, double deadlineHours, double changeover) {
    return Scenario.ideal(hours * HOUR, deadlineHours * HOUR, changeover);
  }

  private static RunResult run(
      String pattern, Scenario s, dev.keepstep.core.decide.capacity.PlacementPolicy policy) {
    TracePool pool = new TracePool(List.of(Traces.zone("a", pattern, HOUR, 1, 3)));
    return new Simulator(pool, s, false).run(policy, 0);
  }
}
