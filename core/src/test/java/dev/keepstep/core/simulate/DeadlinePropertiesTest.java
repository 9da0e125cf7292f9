package dev.keepstep.core.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.decide.capacity.Costs;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every policy on traces that nobody chose. */
class DeadlinePropertiesTest {

  /** A made-up market and a job that on-demand alone would finish in time. */
  record Case(TracePool pool, Scenario scenario, int offset) {}

  @Property(tries = 400)
  void aFeasibleDeadlineIsNeverMissed(
      @ForAll("cases") Case c, @ForAll("policies") PlacementPolicy p) {
    assertThat(run(c, p).deadlineMet()).isTrue();
  }

  @Property(tries = 400)
  void norWhenCapacityIsKnownOnlyByAsking(
      @ForAll("cases") Case c, @ForAll("policies") PlacementPolicy p) {
    Case asked = new Case(c.pool, c.scenario.asked(2.5 * c.pool.gapSeconds()), c.offset);

    assertThat(run(asked, p).deadlineMet()).isTrue();
  }

  /** Beyond what on-demand alone takes, a run may take the slack that its deadline leaves. */
  @Property(tries = 200)
  void neverSlowerThanOnDemandByMoreThanTheSlack(
      @ForAll("cases") Case c, @ForAll("policies") PlacementPolicy p) {
    double onDemand = run(c, Policies.named("on-demand").orElseThrow()).finish();

    assertThat(run(c, p).finish() - onDemand)
        .isLessThanOrEqualTo(c.scenario.deadline() - onDemand + 1e-6);
    assertThat(onDemand).isLessThanOrEqualTo(c.scenario.deadline() + 1e-6);
  }

  @Property(tries = 200)
  void theBooksBalance(@ForAll("cases") Case c, @ForAll("policies") PlacementPolicy p) {
    RunResult r = run(c, p);

    assertThat(r.spotTime() + r.onDemandTime() + r.idleTime())
        .isCloseTo(r.finish(), org.assertj.core.api.Assertions.within(1e-3));
    assertThat(r.launches()).isGreaterThanOrEqualTo(1).isGreaterThanOrEqualTo(r.interruptions());
  }

  @Property(tries = 150)
  void nothingIsCheaperThanTheOptimum(
      @ForAll("cases") Case c, @ForAll("policies") PlacementPolicy p) {
    Optimum optimum = Optimum.of(c.pool, c.scenario, c.offset);

    assertThat(run(c, p).cost()).isGreaterThanOrEqualTo(optimum.lowerBound() * (1 - 1e-9));
    assertThat(optimum.feasible()).isGreaterThanOrEqualTo(optimum.lowerBound() * (1 - 1e-9));
  }

  @Property(tries = 100)
  void theSameRunTwiceIsTheSame(@ForAll("cases") Case c, @ForAll("policies") PlacementPolicy p) {
    assertThat(run(c, p)).isEqualTo(run(c, p));
  }

  @Property(tries = 200)
  void theDefaultDoesNotFlap(@ForAll("cases") Case c) {
    RunResult r = run(c, Policies.named("default").orElseThrow());

    // each loss allows a launch and a bridge; what is left are moves of its own will, each of which
    // gains more than it costs: prices that wander as wildly as here may cross three times an hour
    int ownMoves = r.launches() - 1 - 2 * r.interruptions();
    assertThat(ownMoves).isLessThanOrEqualTo(2 + (int) (3 * r.finish() / 3600));
  }

  private static RunResult run(Case c, PlacementPolicy policy) {
    return new Simulator(c.pool, c.scenario, false).run(policy, c.offset);
  }

  @Provide
  Arbitrary<PlacementPolicy> policies() {
    return Arbitraries.of(Policies.all());
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.longs().map(DeadlinePropertiesTest::make);
  }

  private static Case make(long seed) {
    Random random = new Random(seed);
    double gap = 60 * (1 + random.nextInt(20));
    int zones = 1 + random.nextInt(4);
    int steps = 40 + random.nextInt(200);
    double write = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 0;
    Costs costs =
        new Costs(
            random.nextInt(900),
            write > 0 ? 300 + random.nextInt(3600) : 0,
            write,
            random.nextInt(120),
            random.nextInt(4) == 0 ? random.nextDouble() : 0);
    double work = gap * (3 + random.nextInt(steps / 3));
    double least = costs.changeover() + costs.need(work);
    double deadline = least * (1 + random.nextDouble() * (random.nextBoolean() ? 0.05 : 1));
    int needed = (int) Math.ceil(deadline / gap) + 2 + steps;
    List<SpotTrace> traces = new ArrayList<>();
    for (int z = 0; z < zones; z++) {
      double change = Math.pow(random.nextDouble(), 2);
      boolean up = random.nextBoolean();
      BitSet data = new BitSet();
      double[] prices = new double[needed];
      double price = 0.5 + 2 * random.nextDouble();
      for (int k = 0; k < needed; k++) {
        up ^= random.nextDouble() < change;
        data.set(k, up);
        price = Math.clamp(price + 0.1 * random.nextGaussian(), 0.1, 3.5);
        prices[k] = price;
      }
      traces.add(
          new SpotTrace(
              "random", "r" + z % 2, "z" + z, Instant.EPOCH, gap, 3, "USD", needed, data, prices));
    }
    // free write-ups of the optimum leave out checkpoints and egress, so it stays a bound
    return new Case(new TracePool(traces), Scenario.ideal(work, deadline, 0).with(costs), 0);
  }
}
