package dev.keepstep.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.NodeKind;
import dev.keepstep.core.decide.money.PriceBook;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.simulate.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pace, figures and what both sides are told. */
class FiguresTest {
  private static final AttemptCost LOST = Examples.attempt(1, Capacity.SPOT, 1, 30, 5, 400, 100);
  private static final AttemptCost LAST =
      Examples.attempt(2, Capacity.ON_DEMAND, 41, 50, 7, 800, 0);

  private static Market market(String pattern) {
    return new Market(
        Examples.SIXTY.played(Examples.pool(Examples.zone("a", pattern, 1)), 0, 10),
        Duration.ofSeconds(140),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5));
  }

  @Test
  void the_undisturbed_run_s_time_is_start_steps_and_end() {
    AttemptCost alone = Examples.attempt(1, Capacity.ON_DEMAND, 0, 70, 6, 1200, 0);
    Pace pace = Pace.undisturbed(alone, 1200);
    assertThat(pace.changeover()).isEqualTo(Duration.ofSeconds(6));
    assertThat(pace.end()).isEqualTo(Duration.ofSeconds(4));
    assertThat(pace.work(1200)).isEqualTo(Duration.ofSeconds(64));
  }

  @Test
  void a_disturbed_run_s_changeover_is_the_mean_of_its_starts() {
    Pace alone = new Pace(Duration.ofMillis(40), Duration.ofSeconds(9), Duration.ofSeconds(2));
    Pace own = Pace.of(List.of(LOST, LAST), alone);
    assertThat(own.changeover()).isEqualTo(Duration.ofSeconds(6));
    assertThat(own.step()).isEqualTo(Duration.ofMillis(50));
    assertThat(own.end()).isEqualTo(alone.end());
    assertThat(Pace.of(List.of(), alone)).isEqualTo(alone);
  }

  @Test
  void a_ledger_is_told_in_hours_and_money_of_the_trace() {
    Figures measured =
        Figures.measured(
            List.of(LOST, LAST),
            1,
            Examples.START,
            Examples.START.plusSeconds(92),
            Duration.ofSeconds(91),
            4,
            Examples.SIXTY);
    // 30 s at 60 an hour, 50 s at 240
    assertThat(measured.cost()).isCloseTo(0.5 + 50.0 / 15, within(1e-6));
    assertThat(measured.saving()).isCloseTo(1 - measured.cost() / 4, within(1e-9));
    assertThat(measured.spot()).isEqualTo(0.5);
    assertThat(measured.onDemand()).isCloseTo(50.0 / 60, within(1e-9));
    // before the first, between both and after the last
    assertThat(measured.idle()).isCloseTo((1 + 10 + 1) / 60.0, within(1e-9));
    assertThat(measured.finish()).isCloseTo(92.0 / 60, within(1e-9));
    assertThat(measured.deadlineMet()).isFalse();
    assertThat(measured.launches()).isEqualTo(2);
    assertThat(Figures.held(List.of(LOST, LAST), Examples.START, Examples.SIXTY))
        .extracting(RunResult.Span::place, RunResult.Span::from, RunResult.Span::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 60.0, 31 * 60.0),
            org.assertj.core.groups.Tuple.tuple("on-demand", 41 * 60.0, 91 * 60.0));
  }

  @Test
  void nodes_that_overlap_leave_nothing_idle() {
    AttemptCost standby = Examples.attempt(2, Capacity.ON_DEMAND, 20, 72, 7, 800, 0);
    Figures measured =
        Figures.measured(
            List.of(standby, LOST),
            0,
            Examples.START.plusSeconds(1),
            Examples.START.plusSeconds(92),
            Duration.ofMinutes(2),
            4,
            Examples.SIXTY);
    assertThat(measured.idle()).isZero();
    assertThat(measured.deadlineMet()).isTrue();
  }

  @Test
  void with_spot_throughout_the_simulator_foretells_one_launch_and_its_price() {
    Pace pace = new Pace(Duration.ofMillis(50), Duration.ofSeconds(6), Duration.ofSeconds(4));
    Market market = market("1".repeat(200));
    RunResult told = market.foretold(Policies.all().getFirst(), pace, 1200);
    Figures foretold = Figures.foretold(told, market.baseline(pace, 1200), Examples.SIXTY);
    assertThat(foretold.launches()).isEqualTo(1);
    assertThat(foretold.interruptions()).isZero();
    // 70 s here are 70 minutes there, at 1 an hour against 4
    assertThat(foretold.cost()).isCloseTo(70.0 / 60, within(0.01));
    assertThat(foretold.finish()).isCloseTo(70.0 / 60, within(0.01));
    assertThat(market.baseline(pace, 1200)).isCloseTo(4 * 64.0 / 60, within(1e-6));
    assertThat(foretold.saving()).isCloseTo(1 - 70.0 / 64 / 4, within(0.01));
  }

  @Test
  void a_loss_is_foretold_with_the_steps_that_it_costs() {
    Pace pace = new Pace(Duration.ofMillis(50), Duration.ofSeconds(6), Duration.ofSeconds(4));
    Market market = market("1".repeat(6) + "0".repeat(2) + "1".repeat(200));
    RunResult told = market.foretold(Policies.named("greedy").orElseThrow(), pace, 1200);
    assertThat(told.interruptions()).isEqualTo(1);
    assertThat(told.spotTime()).isGreaterThan(64 + 2 * 6);
    assertThat(told.deadlineMet()).isTrue();
  }

  @Test
  void the_operator_is_told_the_prices_and_waits_of_the_simulator() {
    var values =
        Json.readObject(
            market("1").values(Policies.named("greedy").orElseThrow(), Duration.ofSeconds(8)),
            "values");
    PriceBook book = PriceBook.parse(Json.write(values.object("prices").toMap()));
    NodeKind node = new NodeKind(Optional.of("local.large"), Optional.empty(), 0, Optional.of("a"));
    assertThat(book.currency()).isEqualTo("USD");
    assertThat(book.perHour(node, Capacity.SPOT))
        .hasValueSatisfying(p -> assertThat(p).isEqualByComparingTo("60"));
    assertThat(book.perHour(node, Capacity.ON_DEMAND))
        .hasValueSatisfying(p -> assertThat(p).isEqualByComparingTo("240"));
    assertThat(values.object("placement").string("policy")).isEqualTo("greedy");
    assertThat(values.object("placement").string("afterRefusal")).isEqualTo("15s");
    assertThat(values.object("placement").string("changeover")).isEqualTo("8s");
  }
}
