package dev.keepstep.core.decide.capacity;

import dev.keepstep.core.decide.Words;
import java.util.Locale;

/**
 * What a policy chose, with the numbers that decided. The sentence is made when somebody reads it,
 * since a simulation takes millions of choices and reads few.
 *
 * @param place {@link Situation#IDLE}, {@link Situation#ON_DEMAND} or the index of a zone
 * @param why which rule decided
 * @param left the number on the left of the rule's comparison
 * @param right the number on its right
 * @param save write a checkpoint first
 */
public record Choice(int place, Why why, double left, double right, boolean save) {

  /** The rules. Their sentences take the two numbers. */
  public enum Why {
    /** On-demand is all that the policy knows. */
    ON_DEMAND_ONLY,
    /** The cheapest zone that is up. */
    CHEAPEST_UP,
    /** Held, and nothing better is near. */
    STAY,
    /** No zone is up, and there is time to wait. */
    WAIT,
    /** Slack is below the reserve. */
    BRIDGE,
    /** Behind the line of uniform progress. */
    BEHIND,
    /** Ahead of it, so on-demand may be left. */
    AHEAD,
    /** Spot is there again, and worth leaving on-demand for. */
    RETURN,
    /** What was asked for a while ago came. */
    GRANTED,
    /** On on-demand; the spell is too young to return to. */
    TOO_YOUNG,
    /** On on-demand; leaving it would not pay. */
    NOT_WORTH,
    /** Waiting for a cheaper zone. */
    CHEAPER_LATER,
    /** A better zone is up. */
    BETTER_ZONE,
    /** The safety net closed: later than now would be too late. */
    SAFETY_NET
  }

  static Choice idle(Why why, double left, double right) {
    return new Choice(Situation.IDLE, why, left, right, false);
  }

  static Choice onDemand(Why why, double left, double right) {
    return new Choice(Situation.ON_DEMAND, why, left, right, false);
  }

  static Choice spot(int zone, Why why, double left, double right) {
    return new Choice(zone, why, left, right, false);
  }

  /** The same, with a checkpoint first. */
  Choice savingFirst() {
    return new Choice(place, why, left, right, true);
  }

  /** One sentence with the numbers, no full stop. */
  public String words(Situation s) {
    String at = place >= 0 ? "spot in " + s.zones().get(place).zone() : "";
    return switch (why) {
      case ON_DEMAND_ONLY -> "on-demand only";
      case CHEAPEST_UP, RETURN, GRANTED ->
          "%s: %s an hour against %s on-demand".formatted(at, money(left), money(right));
      case STAY -> place == Situation.ON_DEMAND ? "stays on on-demand" : "stays on " + at;
      case WAIT ->
          "waits for spot: slack %s is above the reserve of %s"
              .formatted(Words.ofSeconds(left), Words.ofSeconds(right));
      case BRIDGE ->
          "on-demand: slack %s is below the reserve of %s"
              .formatted(Words.ofSeconds(left), Words.ofSeconds(right));
      case BEHIND ->
          "on-demand: %s of work done, %s would be on time"
              .formatted(Words.ofSeconds(left), Words.ofSeconds(right));
      case AHEAD ->
          "%s: %s of work done, %s are enough to leave on-demand"
              .formatted(at, Words.ofSeconds(left), Words.ofSeconds(right));
      case TOO_YOUNG ->
          "stays on on-demand: spot has been back for %s, %s are asked for"
              .formatted(Words.ofSeconds(left), Words.ofSeconds(right));
      case NOT_WORTH ->
          "stays on on-demand: a move would save %s and cost %s"
              .formatted(money(left), money(right));
      case CHEAPER_LATER ->
          "waits for a cheaper zone: %s an hour is to be had, %s is expected"
              .formatted(money(left), money(right));
      case BETTER_ZONE ->
          "%s: %s an hour with its changeovers, %s where it is"
              .formatted(at, money(left), money(right));
      case SAFETY_NET ->
          "on-demand: %s are left and %s are needed"
              .formatted(Words.ofSeconds(left), Words.ofSeconds(right));
    };
  }

  private static String money(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
