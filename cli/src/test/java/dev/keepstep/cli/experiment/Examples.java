package dev.keepstep.cli.experiment;

import dev.keepstep.cli.site.RunRecord;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.Rate;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TracePool;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small traces, ledgers and runs. */
final class Examples {
  static final Instant START = Instant.parse("2026-01-02T12:00:00Z");
  static final Compression SIXTY = new Compression(60);

  private Examples() {}

  /** A zone with steps of five minutes: '1' is up. */
  static SpotTrace zone(String name, String pattern, double... prices) {
    BitSet up = new BitSet();
    for (int k = 0; k < pattern.length(); k++) {
      up.set(k, pattern.charAt(k) == '1');
    }
    double[] all = Arrays.copyOf(prices, pattern.length());
    for (int k = prices.length; k < all.length; k++) {
      all[k] = prices[prices.length - 1];
    }
    return new SpotTrace("t", "r", name, Instant.EPOCH, 300, 4, "USD", pattern.length(), up, all);
  }

  static TracePool pool(SpotTrace... zones) {
    return new TracePool(List.of(zones));
  }

  /** An attempt that is over, on a whole node at 240 an hour of here, a quarter of it on spot. */
  static AttemptCost attempt(
      int number, Capacity on, int from, int seconds, int untrained, long useful, long lost) {
    BigDecimal price = BigDecimal.valueOf(on == Capacity.SPOT ? 60 : 240);
    return new AttemptCost(
        number,
        on,
        "local.large",
        on == Capacity.SPOT ? "a" : "b",
        START.plusSeconds(from),
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(untrained),
        BigDecimal.ONE,
        new Rate(Optional.of(price), Optional.of(BigDecimal.valueOf(240)), "USD"),
        useful,
        lost,
        useful + lost == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(50)),
        true);
  }

  static RunRecord run(String name, String fingerprint) {
    return new RunRecord(
        name,
        "p/" + name,
        1200,
        List.of(),
        List.of(),
        fingerprint,
        new TreeMap<>(Map.of("accuracy", "0.9 (9/10)")),
        "",
        Optional.empty(),
        START,
        Duration.ofSeconds(70));
  }
}
