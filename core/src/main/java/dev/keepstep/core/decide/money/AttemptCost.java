package dev.keepstep.core.decide.money;

import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's entry in the ledger, as its Lease keeps it. All times are the operator's own.
 *
 * <p>Worked: 2 h of a node at 3.06 an hour, of which the job asked for a quarter, cost 1.53; if the
 * first 5 min went by before the first step, 0.06375 of that is changeover.
 *
 * @param attempt its number
 * @param instanceType of its node, for people; empty if the node has no such label
 * @param zone of its node; empty if unknown
 * @param from when it was seen to have its node
 * @param nodeTime for how long it had it
 * @param untrained the part of it that passed before the first step
 * @param share of the node that the job asked for, more than 0, at most 1
 * @param usefulSteps steps that it trained and that are kept
 * @param recomputedSteps steps that it trained and that were lost with it
 * @param stepTime its measured time of a step
 * @param over whether it has ended: an entry that is over never changes
 */
public record AttemptCost(
    int attempt,
    Capacity capacity,
    String instanceType,
    String zone,
    Instant from,
    Duration nodeTime,
    Duration untrained,
    BigDecimal share,
    Rate rate,
    long usefulSteps,
    long recomputedSteps,
    Optional<Duration> stepTime,
    boolean over) {

  private static final BigDecimal HOUR = BigDecimal.valueOf(3600);
  private static final int SCALE = 6;

  public AttemptCost {
    if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("share is " + share + ", expected more than 0, at most 1");
    }
    nodeTime = nodeTime.isNegative() ? Duration.ZERO : nodeTime;
    untrained = untrained.isNegative() ? Duration.ZERO : untrained;
  }

  /** Of two entries of one attempt the one that knows more. */
  public static AttemptCost later(AttemptCost a, AttemptCost b) {
    return a.over || !b.over && a.nodeTime.compareTo(b.nodeTime) >= 0 ? a : b;
  }

  /** One entry for each attempt, the one that knows most, by its number. */
  public static SortedMap<Integer, AttemptCost> byAttempt(Stream<AttemptCost> entries) {
    return entries.collect(
        Collectors.toMap(
            AttemptCost::attempt, Function.identity(), AttemptCost::later, TreeMap::new));
  }

  /**
   * The entries that a Lease keeps: its attempt's own, and that of the attempt before it.
   *
   * @param notes the Lease's annotations; what is none of ours counts as not there
   */
  public static Stream<AttemptCost> kept(Map<String, String> notes) {
    return Stream.of(LeaseKeys.COST, LeaseKeys.PREVIOUS_COST)
        .flatMap(key -> Stream.ofNullable(notes.get(key)))
        .flatMap(text -> parse(text).stream());
  }

  /** What it cost; empty: no price is known. */
  public Optional<BigDecimal> amount() {
    return rate.pricePerHour().map(p -> cost(nodeTime, p));
  }

  /** What went by before its first step, in money. */
  public Optional<BigDecimal> changeover() {
    return rate.pricePerHour().map(p -> cost(untrained, p));
  }

  /** What the steps cost that were lost with it. */
  public Optional<BigDecimal> recomputed() {
    return rate.pricePerHour().map(p -> cost(stepsTime(recomputedSteps), p));
  }

  /** What its useful steps would have cost on on-demand, with nothing before and between them. */
  public Optional<BigDecimal> baseline() {
    return rate.onDemandPerHour().map(p -> cost(stepsTime(usefulSteps), p));
  }

  /** Money an hour, while it lives. */
  public Optional<BigDecimal> perHour() {
    return rate.pricePerHour().map(p -> p.multiply(share));
  }

  private Duration stepsTime(long steps) {
    return stepTime.map(t -> t.multipliedBy(steps)).orElse(Duration.ZERO);
  }

  private BigDecimal cost(Duration time, BigDecimal perHour) {
    return BigDecimal.valueOf(time.toMillis())
        .movePointLeft(3)
        .multiply(perHour)
        .multiply(share)
        .divide(HOUR, MathContext.DECIMAL64)
        .setScale(SCALE, RoundingMode.HALF_UP);
  }

  /** As the Lease has it: one JSON object on one line. */
  public String render() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("attempt", (long) attempt);
    map.put("capacity", capacity.word());
    map.put("instanceType", instanceType);
    map.put("zone", zone);
    map.put("from", from.toString());
    map.put("nodeSeconds", nodeTime.toMillis() / 1000.0);
    map.put("untrainedSeconds", untrained.toMillis() / 1000.0);
    map.put("share", share.toPlainString());
    rate.pricePerHour().ifPresent(p -> map.put("pricePerHour", p.toPlainString()));
    rate.onDemandPerHour().ifPresent(p -> map.put("onDemandPerHour", p.toPlainString()));
    map.put("currency", rate.currency());
    map.put("usefulSteps", usefulSteps);
    map.put("recomputedSteps", recomputedSteps);
    stepTime.ifPresent(t -> map.put("stepMillis", t.toNanos() / 1e6));
    map.put("over", over);
    return Json.write(map);
  }

  /** Reads what {@link #render} wrote; empty if it is none of ours. */
  public static Optional<AttemptCost> parse(String text) {
    try {
      JsonObject o = Json.readObject(text, "cost");
      return Optional.of(
          new AttemptCost(
              Math.toIntExact(o.integer("attempt")),
              o.string("capacity").equals(Capacity.SPOT.word())
                  ? Capacity.SPOT
                  : Capacity.ON_DEMAND,
              o.string("instanceType"),
              o.string("zone"),
              Instant.parse(o.string("from")),
              seconds(o.number("nodeSeconds")),
              seconds(o.number("untrainedSeconds")),
              new BigDecimal(o.string("share")),
              new Rate(
                  o.optionalString("pricePerHour").map(BigDecimal::new),
                  o.optionalString("onDemandPerHour").map(BigDecimal::new),
                  o.string("currency")),
              o.integer("usefulSteps"),
              o.integer("recomputedSteps"),
              o.optionalNumber("stepMillis").map(ms -> Duration.ofNanos(Math.round(ms * 1e6))),
              o.bool("over")));
    } catch (JsonException | DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
