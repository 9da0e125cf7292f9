package dev.keepstep.core.decide;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is expected of the run and of the market.
 *
 * @param stepTime time of a step to plan with: measured on on-demand, else the slowest measured
 *     anywhere, else the user's estimate; empty: nothing is known
 * @param changeover from one attempt's last step to the next one's first, when nothing is warm
 * @param checkpointInterval training time between two checkpoints
 * @param prices of the job's kind of node by zone; a zone that is not listed has none
 * @param perHour what the living attempts cost an hour; empty: nothing lives, or no price is known
 * @param bookCurrency of the price book; empty: there is none
 */
public record Outlook(
    Optional<Duration> stepTime,
    Duration changeover,
    Duration checkpointInterval,
    Map<String, Prices> prices,
    Optional<BigDecimal> perHour,
    Optional<String> bookCurrency) {

  /** An hour's prices, in any one unit. */
  public record Prices(double spot, double onDemand) {
    /** Where the price book says nothing: about what spot costs of on-demand on most clouds. */
    public static final Prices ASSUMED = new Prices(0.35, 1);
  }

  /** Nothing is known. */
  public static final Outlook NONE =
      new Outlook(
          Optional.empty(),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Map.of(),
          Optional.empty(),
          Optional.empty());

  public Outlook {
    prices = Map.copyOf(prices);
  }

  /** With another step time. */
  public Outlook withStepTime(Duration time) {
    return new Outlook(
        Optional.of(time), changeover, checkpointInterval, prices, perHour, bookCurrency);
  }

  /** With another changeover. */
  public Outlook withChangeover(Duration time) {
    return new Outlook(stepTime, time, checkpointInterval, prices, perHour, bookCurrency);
  }

  /** With the price book's currency, and what the living attempts cost. */
  public Outlook withMoney(String currency, BigDecimal hourly) {
    return new Outlook(
        stepTime,
        changeover,
        checkpointInterval,
        prices,
        Optional.of(hourly),
        Optional.of(currency));
  }
}
