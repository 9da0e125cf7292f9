package dev.keepstep.core.simulate;

import java.time.Instant;
import java.util.BitSet;

/**
 * One zone's spot capacity and price over time, step by step.
 *
 * @param set what it belongs with
 * @param region region's name
 * @param zone zone's name
 * @param start UTC start of step 0
 * @param gapSeconds length of a step, more than zero
 * @param onDemandPrice money an hour
 * @param currency ISO 4217 code
 * @param steps number of steps
 * @param up step k's bit is set when spot was there throughout
 * @param prices spot price of each step, money an hour
 */
@SuppressWarnings("ArrayRecordComponent") // read only within this package, never handed out
public record SpotTrace(
    String set,
    String region,
    String zone,
    Instant start,
    double gapSeconds,
    double onDemandPrice,
    String currency,
    int steps,
    BitSet up,
    double[] prices) {

  public SpotTrace {
    up = (BitSet) up.clone();
    prices = prices.clone();
    if (!(gapSeconds > 0) || !Double.isFinite(gapSeconds)) {
      throw new TraceException(zone + ": gap_seconds is " + gapSeconds + "; give more than zero");
    }
    if (!(onDemandPrice > 0) || !Double.isFinite(onDemandPrice)) {
      throw new TraceException(
          zone + ": on_demand_price is " + onDemandPrice + "; give more than zero");
    }
    if (steps < 1 || prices.length != steps) {
      throw new TraceException(
          zone
              + ": data has "
              + steps
              + " steps and prices has "
              + prices.length
              + "; both need the same number, at least 1");
    }
    for (int k = 0; k < steps; k++) {
      if (!(prices[k] >= 0) || !Double.isFinite(prices[k])) {
        throw new TraceException(
            zone + ": prices[" + k + "] is " + prices[k] + "; a price is 0 or more");
      }
    }
  }

  /** Whether spot is there at a step. */
  public boolean up(int step) {
    return up.get(step);
  }

  /** The spot price at a step, money an hour. */
  public double price(int step) {
    return prices[step];
  }

  /** Share of the steps at which spot is there. */
  public double upShare() {
    return (double) up.cardinality() / steps;
  }
}
