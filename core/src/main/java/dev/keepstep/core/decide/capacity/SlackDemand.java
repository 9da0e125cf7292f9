package dev.keepstep.core.decide.capacity;

import java.util.List;

/**
 * How much slack the rest of a run will eat if it waits out every outage: outages and changeovers
 * of a set of zones, taken as alternating renewals. Hours.
 */
final class SlackDemand {
  /**
   * Zones of one provider go down together more often than chance has it: a second zone's help
   * counts as this power of what independence would give.
   */
  private static final double INDEPENDENCE = 0.5;

  private SlackDemand() {}

  /** Mean time until one of the zones is back when all are down. */
  static double outage(List<ZoneEstimate> zones) {
    double rate = 0;
    for (int i = 0; i < zones.size(); i++) {
      rate += (i == 0 ? 1 : INDEPENDENCE) / zones.get(i).outage();
    }
    return 1 / rate;
  }

  /**
   * Probability that this much slack will not do, by a normal approximation of the demand.
   *
   * @param zones the zones to be used, best first, at least one
   * @param work hours of work left
   * @param slack hours
   * @param changeover hours
   */
  static double shortfall(List<ZoneEstimate> zones, double work, double slack, double changeover) {
    double down = 1;
    double losses = 0;
    double used = 0;
    for (int i = 0; i < zones.size(); i++) {
      ZoneEstimate zone = zones.get(i);
      double share = down * zone.upShare();
      losses += share / zone.life();
      used += share;
      down *= i == 0 ? 1 - zone.upShare() : Math.pow(1 - zone.upShare(), INDEPENDENCE);
    }
    double outage = outage(zones);
    double mean =
        work * (down / Math.max(1e-6, 1 - down) + changeover * losses / Math.max(1e-9, used));
    // outages are about exponential; the estimate of their mean is itself off by about a third
    double variance = 2 * mean * outage + 0.09 * mean * mean;
    return above((slack - mean) / (Math.sqrt(variance) + 0.1));
  }

  /** P(Z > x) of a standard normal, by the logistic approximation (error below 0.01). */
  private static double above(double x) {
    return 1 / (1 + Math.exp(1.702 * x));
  }
}
