package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.AttemptStatus.Charge;
import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.CostLedger;
import dev.keepstep.core.decide.money.PriceBook;
import dev.keepstep.core.decide.money.Rate;
import dev.keepstep.operator.observe.NodeFacts;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.Times;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What attempts cost, from what status and their Leases say. Pure. */
public final class Costs {
  private static final int DIGITS = 4;

  private Costs() {}

  /** What an attempt is charged from when it has its node. */
  static Charge charge(
      PriceBook book, AttemptStatus attempt, Optional<PodFacts> pod, Optional<NodeFacts> node) {
    Rate rate =
        node.map(n -> book.rate(n.kind(), capacity(attempt)))
            .orElse(new Rate(Optional.empty(), Optional.empty(), ""));
    BigDecimal share =
        pod.map(PodFacts::requests)
            .flatMap(r -> node.map(NodeFacts::allocatable).map(r::shareOf))
            .orElse(BigDecimal.ONE);
    boolean priced = rate.pricePerHour().isPresent() || rate.onDemandPerHour().isPresent();
    return new Charge(
        share.toPlainString(),
        rate.pricePerHour().map(BigDecimal::toPlainString).orElse(null),
        rate.onDemandPerHour().map(BigDecimal::toPlainString).orElse(null),
        priced ? rate.currency() : null);
  }

  /**
   * The entries of all attempts: of those in status as it now is, of the others as their Leases
   * have it. An entry that is over is never made again.
   */
  public static Map<Integer, AttemptCost> entries(
      TrainingJobStatus status, Map<Integer, AttemptCost> kept, Instant now) {
    Map<Integer, AttemptCost> all = new TreeMap<>(kept);
    Stream.of(Optional.ofNullable(status.attempt()), Optional.ofNullable(status.standby()))
        .flatMap(Optional::stream)
        .forEach(
            a -> {
              AttemptCost before = kept.get(a.number());
              if (before == null || !before.over()) {
                entry(status, a, now).ifPresent(e -> all.put(a.number(), e));
              }
            });
    return all;
  }

  private static Optional<AttemptCost> entry(
      TrainingJobStatus status, AttemptStatus a, Instant now) {
    Charge charge = a.charge();
    Optional<Instant> from = Times.parse(a.scheduledAt());
    if (charge == null || from.isEmpty()) {
      return Optional.empty();
    }
    Instant until = a.end() == null ? now : Times.parse(a.end().at()).orElse(now);
    Instant trained = Times.parse(a.trainingAt()).orElse(until);
    ProgressStatus progress = status.progress();
    Steps steps = steps(status, a);
    return Optional.of(
        new AttemptCost(
            a.number(),
            capacity(a),
            a.instanceType() == null ? "" : a.instanceType(),
            a.zone() == null ? "" : a.zone(),
            from.get(),
            Duration.between(from.get(), until),
            Duration.between(from.get(), trained.isAfter(until) ? until : trained),
            new BigDecimal(charge.share()),
            new Rate(
                amount(charge.pricePerHour()),
                amount(charge.onDemandPerHour()),
                charge.currency() == null ? "" : charge.currency()),
            steps.useful(),
            steps.lost(),
            progress == null ? Optional.empty() : Pace.on(progress.stepTimes(), a),
            a.end() != null));
  }

  private record Steps(long useful, long lost) {
    static final Steps NONE = new Steps(0, 0);
  }

  private static Steps steps(TrainingJobStatus status, AttemptStatus a) {
    ProgressStatus progress = status.progress();
    if (a.resumedAtStep() == null || progress == null) {
      return Steps.NONE;
    }
    long from = a.resumedAtStep();
    AttemptStatus.End end = a.end();
    if (end == null) {
      // a standby's progress is its predecessor's
      boolean trains = status.attempt() != null && status.attempt().number().equals(a.number());
      return trains ? new Steps(Math.max(0, progress.step() - from), 0) : Steps.NONE;
    }
    if (end.kind().equals("Completed")) {
      return new Steps(Math.max(0, progress.steps() - from), 0);
    }
    long last = Math.max(from, end.lastStep() == null ? from : end.lastStep());
    long saved = end.checkpointStep() == null ? 0 : end.checkpointStep();
    long useful = Math.max(0, Math.min(last, saved) - from);
    return new Steps(useful, last - from - useful);
  }

  /** The ledger as status shows it; null while no attempt has had a node. */
  public static @Nullable CostStatus report(Collection<AttemptCost> entries) {
    if (entries.isEmpty()) {
      return null;
    }
    CostLedger l = CostLedger.of(entries);
    boolean priced = l.currency().isPresent();
    Integer percent = l.savedPercent().isPresent() ? l.savedPercent().getAsInt() : null;
    return new CostStatus(
        l.currency().orElse(null),
        priced ? text(l.spot()) : null,
        priced ? text(l.onDemand()) : null,
        priced ? text(l.spot().add(l.onDemand())) : null,
        priced ? text(l.baseline()) : null,
        priced ? text(l.saved()) : null,
        percent,
        percent == null ? null : percent + "%",
        priced ? text(l.recomputed()) : null,
        priced ? text(l.changeovers()) : null,
        time(l.spotTime()),
        time(l.onDemandTime()),
        time(l.unpriced()),
        l.unpriced().isZero()
            ? null
            : "no price for %s: its hours are counted and nothing else; add it to the chart's prices"
                .formatted(String.join(", ", l.unpricedKinds())));
  }

  private static String text(BigDecimal amount) {
    return amount.setScale(DIGITS, RoundingMode.HALF_UP).toPlainString();
  }

  private static @Nullable String time(Duration duration) {
    return duration.toSeconds() == 0
        ? null
        : Durations.format(Duration.ofSeconds(duration.toSeconds()));
  }

  private static Optional<BigDecimal> amount(@Nullable String text) {
    return Optional.ofNullable(text).map(BigDecimal::new);
  }

  private static Capacity capacity(AttemptStatus attempt) {
    return Capacity.ON_DEMAND.word().equals(attempt.capacity())
        ? Capacity.ON_DEMAND
        : Capacity.SPOT;
  }
}
