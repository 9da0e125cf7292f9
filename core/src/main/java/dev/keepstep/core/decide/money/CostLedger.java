package dev.keepstep.core.decide.money;

import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A run's ledger: the sum of its attempts' entries. Attempts whose price is not known are counted
 * in hours; they are in no amount, and their work is not in the baseline either, so that the saving
 * compares like with like.
 *
 * @param currency of all amounts; empty: nothing had a price
 * @param spot what spot cost
 * @param onDemand what on-demand cost
 * @param baseline what the priced attempts' useful steps would have cost on on-demand at their own
 *     measured step time, without interruptions
 * @param recomputed part of the cost: steps that were lost and trained again
 * @param changeovers part of the cost: node time before an attempt's first step
 * @param spotTime node time on spot
 * @param onDemandTime node time on on-demand
 * @param unpriced node time that has no price
 * @param unpricedKinds what had no price, for people
 * @param perHour what the living attempts cost now, an hour
 */
public record CostLedger(
    Optional<String> currency,
    BigDecimal spot,
    BigDecimal onDemand,
    BigDecimal baseline,
    BigDecimal recomputed,
    BigDecimal changeovers,
    Duration spotTime,
    Duration onDemandTime,
    Duration unpriced,
    SortedSet<String> unpricedKinds,
    BigDecimal perHour) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Of a run that has had no node. */
  public static final CostLedger NONE = of(List.of());

  /** The ledger of these attempts; the order does not matter. */
  public static CostLedger of(Collection<AttemptCost> attempts) {
    // one currency: that of the latest attempt that has a price; what is in another has none
    Optional<String> currency =
        attempts.stream()
            .filter(a -> a.amount().isPresent())
            .max(Comparator.comparingInt(AttemptCost::attempt))
            .map(a -> a.rate().currency());
    BigDecimal spot = BigDecimal.ZERO;
    BigDecimal onDemand = BigDecimal.ZERO;
    BigDecimal baseline = BigDecimal.ZERO;
    BigDecimal recomputed = BigDecimal.ZERO;
    BigDecimal changeovers = BigDecimal.ZERO;
    BigDecimal perHour = BigDecimal.ZERO;
    Duration spotTime = Duration.ZERO;
    Duration onDemandTime = Duration.ZERO;
    Duration unpriced = Duration.ZERO;
    SortedSet<String> kinds = new TreeSet<>();
    for (AttemptCost a : attempts) {
      if (a.capacity() == Capacity.SPOT) {
        spotTime = spotTime.plus(a.nodeTime());
      } else {
        onDemandTime = onDemandTime.plus(a.nodeTime());
      }
      if (a.amount().isEmpty() || !currency.equals(Optional.of(a.rate().currency()))) {
        unpriced = unpriced.plus(a.nodeTime());
        kinds.add(words(a));
        continue;
      }
      if (a.capacity() == Capacity.SPOT) {
        spot = spot.add(a.amount().get());
      } else {
        onDemand = onDemand.add(a.amount().get());
      }
      baseline = baseline.add(a.baseline().orElse(BigDecimal.ZERO));
      recomputed = recomputed.add(a.recomputed().orElse(BigDecimal.ZERO));
      changeovers = changeovers.add(a.changeover().orElse(BigDecimal.ZERO));
      if (!a.over()) {
        perHour = perHour.add(a.perHour().orElse(BigDecimal.ZERO));
      }
    }
    return new CostLedger(
        currency,
        spot,
        onDemand,
        baseline,
        recomputed,
        changeovers,
        spotTime,
        onDemandTime,
        unpriced,
        java.util.Collections.unmodifiableSortedSet(kinds),
        perHour);
  }

  private static String words(AttemptCost a) {
    return a.capacity().word()
        + " "
        + (a.instanceType().isEmpty() ? "node without an instance type" : a.instanceType())
        + (a.zone().isEmpty() ? "" : " in " + a.zone());
  }

  /** Spot and on-demand together; empty: nothing had a price. */
  public Optional<Money> spent() {
    return currency.map(c -> new Money(spot.add(onDemand), c));
  }

  /** Baseline less cost; negative if the run cost more. */
  public BigDecimal saved() {
    return baseline.subtract(spot).subtract(onDemand);
  }

  /** The saving in percent of the baseline, rounded to the nearest; empty without a baseline. */
  public OptionalInt savedPercent() {
    if (baseline.signum() <= 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        saved()
            .multiply(HUNDRED)
            .divide(baseline, 0, RoundingMode.HALF_UP)
            .max(BigDecimal.valueOf(-999))
            .intValue());
  }
}
