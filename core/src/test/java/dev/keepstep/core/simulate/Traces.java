package dev.keepstep.core.simulate;

import java.time.Instant;
import java.util.BitSet;

/** Small traces for tests. */
final class Traces {
  private Traces() {}

  /** A zone of its own region: '1' is up, '0' is down; one price throughout. */
  static SpotTrace zone(String name, String pattern, double gap, double price, double onDemand) {
    BitSet up = new BitSet();
    double[] prices = new double[pattern.length()];
    for (int k = 0; k < pattern.length(); k++) {
      up.set(k, pattern.charAt(k) == '1');
      prices[k] = price;
    }
    return new SpotTrace(
        "test", name, name, Instant.EPOCH, gap, onDemand, "USD", pattern.length(), up, prices);
  }
}
