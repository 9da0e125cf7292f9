package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.api.v1alpha1.ZoneStatus;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.Outlook;
import dev.keepstep.core.decide.Outlook.Prices;
import dev.keepstep.core.decide.interval.CheckpointInterval;
import dev.keepstep.core.decide.money.CostLedger;
import dev.keepstep.core.decide.money.NodeKind;
import dev.keepstep.core.decide.money.PriceBook;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.observe.NodeFacts;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.SeenAttempt;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be expected of a run, from what was seen of it and what the chart says. Pure. */
public final class Outlooks {
  /** A checkpoint's stall is a copy in memory: the trainer measures it, and it is less. */
  private static final Duration STALL = Duration.ofSeconds(1);

  private Outlooks() {}

  /** The outlook that a decision is taken on. */
  public static Outlook of(
      TrainingJobSpec spec,
      TrainingJobStatus status,
      Observation seen,
      CostLedger ledger,
      OperatorConfig config) {
    return new Outlook(
        Pace.planned(spec, status.progress()),
        changeover(status.interruptions(), config.placement().changeover()),
        Optional.ofNullable(spec.checkpoint().interval())
            .map(Durations::parse)
            .orElseGet(() -> CheckpointInterval.daly(STALL, config.meanTimeBetweenInterruptions())),
        prices(spec, status, seen, config.prices()),
        Optional.of(ledger.perHour()).filter(p -> p.signum() > 0),
        config.prices().isEmpty() ? Optional.empty() : Optional.of(config.prices().currency()));
  }

  /** The longest of the last ones, and never less than what the chart expects. */
  private static Duration changeover(
      @org.jspecify.annotations.Nullable InterruptionsStatus interruptions, Duration expected) {
    return interruptions == null
        ? expected
        : interruptions.recent().stream()
            .map(Interruption::changeover)
            .filter(c -> c != null)
            .map(c -> Durations.parse(c.total()))
            .reduce(expected, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  private static Map<String, Prices> prices(
      TrainingJobSpec spec, TrainingJobStatus status, Observation seen, PriceBook book) {
    Map<String, Prices> prices = new HashMap<>();
    NodeKind kind = kind(status, seen);
    Stream<String> zones =
        spec.capacity().zones().isEmpty()
            ? status.zones().stream().map(ZoneStatus::zone)
            : spec.capacity().zones().stream();
    zones.forEach(
        zone -> {
          Optional<BigDecimal> spot = book.perHour(kind.in(zone), Capacity.SPOT);
          Optional<BigDecimal> onDemand = book.perHour(kind.in(zone), Capacity.ON_DEMAND);
          if (spot.isPresent() && onDemand.isPresent()) {
            prices.put(zone, new Prices(spot.get().doubleValue(), onDemand.get().doubleValue()));
          }
        });
    return prices;
  }

  /** The kind of node that the run is on, or was last on. */
  private static NodeKind kind(TrainingJobStatus status, Observation seen) {
    return seen.current()
        .flatMap(SeenAttempt::node)
        .map(NodeFacts::kind)
        .filter(k -> k.instanceType().isPresent() || k.gpu().isPresent())
        .orElseGet(
            () ->
                new NodeKind(
                    Optional.ofNullable(status.attempt()).map(a -> a.instanceType()),
                    Optional.empty(),
                    0,
                    Optional.empty()));
  }
}
