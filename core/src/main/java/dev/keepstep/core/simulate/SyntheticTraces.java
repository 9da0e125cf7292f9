package dev.keepstep.core.simulate;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes spot traces up: zones that change between regimes (plenty, tight, gone), regions whose
 * zones go down together now and then, prices that wander. Every number is a function of the seed,
 * so a trace is named by its settings.
 *
 * @param seed of all draws
 * @param zones how many, spread over regions
 * @param regions how many
 * @param steps length
 * @param gapSeconds length of a step
 * @param onDemandPrice money an hour, the same everywhere
 * @param correlation how much of a zone's trouble is its whole region's, 0 to 1
 */
public record SyntheticTraces(
    long seed,
    int zones,
    int regions,
    int steps,
    double gapSeconds,
    double onDemandPrice,
    double correlation) {

  private static final Source SOURCE = new Source("spot-traces");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** A market's mood: how long spells and outages last, h, and how long the mood does. */
  private enum Regime {
    PLENTY(14, 0.3, 40),
    TIGHT(1.6, 1.0, 16),
    GONE(0.3, 6, 10);

    private final double spell;
    private final double outage;
    private final double lasts;

    Regime(double spell, double outage, double lasts) {
      this.spell = spell;
      this.outage = outage;
      this.lasts = lasts;
    }
  }

  public SyntheticTraces {
    if (zones < 1 || regions < 1 || regions > zones) {
      throw new IllegalArgumentException(
          zones + " zones in " + regions + " regions; give at least one zone to each region");
    }
    if (steps < 1 || !(gapSeconds > 0) || !(onDemandPrice > 0)) {
      throw new IllegalArgumentException("steps, gap and on-demand price must be more than zero");
    }
    if (!(correlation >= 0 && correlation <= 1)) {
      throw new IllegalArgumentException("correlation is " + correlation + "; give 0 to 1");
    }
  }

  /** 45 days of six zones in three regions in steps of five minutes. */
  public static SyntheticTraces usual(long seed) {
    return new SyntheticTraces(seed, 6, 3, 45 * 288, 300, 4, 0.3);
  }

  /** The traces, aligned. */
  public TracePool pool() {
    List<BitSet> regionUp = new ArrayList<>();
    for (int r = 0; r < regions; r++) {
      regionUp.add(up(1_000 + r));
    }
    List<SpotTrace> traces = new ArrayList<>();
    for (int z = 0; z < zones; z++) {
      int region = z % regions;
      BitSet up = up(z);
      Draws shared = draws(2_000 + z);
      // with this chance the zone follows its region for a stretch of about six hours
      int stretch = Math.max(1, (int) (6 * 3600 / gapSeconds));
      for (int k = 0; k < steps; k += stretch) {
        if (shared.nextDouble() < correlation) {
          for (int j = k; j < Math.min(steps, k + stretch); j++) {
            up.set(j, regionUp.get(region).get(j));
          }
        }
      }
      String zone = "region-%d%c".formatted(region + 1, (char) ('a' + z / regions));
      traces.add(
          new SpotTrace(
              "synthetic-" + seed,
              "region-" + (region + 1),
              zone,
              START,
              gapSeconds,
              onDemandPrice,
              "USD",
              steps,
              up,
              prices(z)));
    }
    return new TracePool(traces);
  }

  private Draws draws(int what) {
    return Stream.of(seed, SOURCE).at(0, what);
  }

  private BitSet up(int what) {
    Draws draws = draws(what);
    BitSet up = new BitSet(steps);
    Regime regime = Regime.values()[draws.nextInt(2)];
    double regimeLeft = exponential(draws, regime.lasts);
    boolean now = draws.nextDouble() < regime.spell / (regime.spell + regime.outage);
    double left = exponential(draws, now ? regime.spell : regime.outage);
    double hours = gapSeconds / 3600;
    for (int k = 0; k < steps; k++) {
      up.set(k, now);
      regimeLeft -= hours;
      left -= hours;
      if (regimeLeft <= 0) {
        regime = Regime.values()[draws.nextInt(Regime.values().length)];
        regimeLeft = exponential(draws, regime.lasts);
        left = Math.min(left, exponential(draws, now ? regime.spell : regime.outage));
      }
      if (left <= 0) {
        now = !now;
        left = exponential(draws, now ? regime.spell : regime.outage);
      }
    }
    return up;
  }

  private double[] prices(int zone) {
    Draws draws = draws(3_000 + zone);
    double base = onDemandPrice * (0.22 + 0.25 * draws.nextDouble());
    double[] prices = new double[steps];
    double price = base;
    for (int k = 0; k < steps; k++) {
      // a new price now and then, drawn back to its base
      if (draws.nextDouble() < gapSeconds / (3 * 3600)) {
        price += 0.3 * (base - price) + 0.06 * base * draws.nextNormal();
        price = Math.clamp(price, 0.1 * onDemandPrice, 0.95 * onDemandPrice);
      }
      prices[k] = Math.round(price * 1e4) / 1e4;
    }
    return prices;
  }

  private static double exponential(Draws draws, double mean) {
    return -mean * StrictMath.log(1 - draws.nextDouble());
  }
}
