package dev.keepstep.cli.experiment;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A clock on which a second here is several of the trace's. Worked: at 60, an hour of the trace is
 * a minute here, and what costs 4 an hour there costs 240 an hour here, so that a minute of it is
 * 4.
 *
 * @param factor seconds of the trace in a second here, at least 1
 */
record Compression(double factor) {
  /** A node boots in less; a step of the trace may not be shorter here. */
  static final Duration SHORTEST_STEP = Duration.ofSeconds(3);

  Compression {
    if (!(factor >= 1) || !Double.isFinite(factor)) {
      throw UserError.usage("--compression is " + number(factor), "give 1 or more, such as 60");
    }
  }

  /** How long so much of the trace is here. */
  Duration here(double traceSeconds) {
    return Duration.ofMillis(Math.round(traceSeconds / factor * 1000));
  }

  /** How many seconds of the trace that is. */
  double there(Duration here) {
    return here.toMillis() / 1000.0 * factor;
  }

  /**
   * The trace as it is played here, from a step on to its end: steps as long as they are here,
   * prices an hour here. A price book has one price a zone, so a zone's is its mean over the first
   * {@code priced} steps.
   */
  TracePool played(TracePool pool, int offset, int priced) {
    double gap = pool.gapSeconds() / factor;
    if (gap * 1000 < SHORTEST_STEP.toMillis()) {
      throw UserError.usage(
          "--compression %s makes a step of the trace %.1f s long, and a node takes %d s to boot"
              .formatted(number(factor), gap, SHORTEST_STEP.toSeconds()),
          "give at most " + (long) (pool.gapSeconds() / SHORTEST_STEP.toSeconds()));
    }
    List<SpotTrace> zones = new ArrayList<>();
    for (SpotTrace zone : pool.zones()) {
      int steps = zone.steps() - offset;
      BitSet up = new BitSet(steps);
      double sum = 0;
      for (int k = 0; k < steps; k++) {
        up.set(k, zone.up(offset + k));
        sum += k < priced ? zone.price(offset + k) : 0;
      }
      double[] prices = new double[steps];
      Arrays.fill(prices, cents(sum / Math.min(priced, steps) * factor));
      zones.add(
          new SpotTrace(
              zone.set(),
              zone.region(),
              zone.zone(),
              zone.start().plusMillis(Math.round(offset * zone.gapSeconds() * 1000)),
              gap,
              cents(zone.onDemandPrice() * factor),
              zone.currency(),
              steps,
              up,
              prices));
    }
    return new TracePool(zones);
  }

  /** As a price book has it. */
  private static double cents(double price) {
    return Math.round(price * 1e4) / 1e4;
  }

  static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }
}
