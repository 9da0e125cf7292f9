package dev.keepstep.core.decide.capacity;

import java.util.List;

/**
 * A run and its surroundings at one moment, as a policy sees them. Times in seconds, prices in
 * money an hour.
 *
 * @param elapsed since the start
 * @param deadline since the start; infinite if there is none
 * @param work that the run needs in all
 * @param done progress that a voluntary stop would keep
 * @param durable progress that an unannounced loss would keep
 * @param step until the next look
 * @param held {@link #IDLE}, {@link #ON_DEMAND} or the index of the zone whose spot is held
 * @param heldFor how long it has been held
 * @param changeoverLeft what is left of its changeover
 * @param costs what moving and saving cost
 * @param launches so far
 * @param region of the last instance; empty before the first
 * @param zones that may be used, in any order
 */
public record Situation(
    double elapsed,
    double deadline,
    double work,
    double done,
    double durable,
    double step,
    int held,
    double heldFor,
    double changeoverLeft,
    Costs costs,
    int launches,
    String region,
    List<ZoneSight> zones) {

  /** Nothing is held. */
  public static final int IDLE = -1;

  /** On-demand is held. */
  public static final int ON_DEMAND = -2;

  public Situation {
    zones = List.copyOf(zones);
  }

  public double remaining() {
    return work - done;
  }

  public double timeLeft() {
    return deadline - elapsed;
  }

  /** Time that could be lost before on-demand, launched then, would be late. */
  public double slack() {
    return timeLeft() - costs.changeover() - costs.need(remaining());
  }

  public boolean onSpot() {
    return held >= 0;
  }

  public boolean onDemand() {
    return held == ON_DEMAND;
  }

  /** The zone whose spot is held. */
  public ZoneSight heldZone() {
    return zones.get(held);
  }

  /** Price of on-demand where it is cheapest, money an hour. */
  public double onDemandPrice() {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < zones.size(); i++) {
      best = Math.min(best, zones.get(i).onDemandPrice());
    }
    return best;
  }
}
