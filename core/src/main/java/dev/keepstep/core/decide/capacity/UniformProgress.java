package dev.keepstep.core.decide.capacity;

/**
 * Uniform Progress: spot if there is any; without it on-demand only while progress is behind the
 * straight line from the start to the deadline, and on-demand is left only once progress is two
 * changeovers ahead of that line.
 *
 * <p>Source: Z. Wu et al., "Can't Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI
 * 2024. Zone: the cheapest that is up, kept until it is taken back.
 */
public final class UniformProgress implements PlacementPolicy {
  @Override
  public String name() {
    return "uniform-progress";
  }

  @Override
  public Choice choose(Situation s) {
    int zone = Zones.heldOrCheapest(s);
    double rate = Double.isInfinite(s.deadline()) ? 0 : s.work() / s.deadline();
    if (s.onDemand()) {
      double enough = (s.elapsed() + 2 * s.costs().changeover()) * rate;
      if (s.done() <= enough) {
        return Choice.onDemand(Choice.Why.BEHIND, s.done(), enough);
      }
      return zone >= 0
          ? Choice.spot(zone, Choice.Why.AHEAD, s.done(), enough)
          : Choice.idle(Choice.Why.WAIT, s.done(), enough);
    }
    if (zone >= 0) {
      return Choice.spot(
          zone,
          zone == s.held() ? Choice.Why.STAY : Choice.Why.CHEAPEST_UP,
          s.zones().get(zone).spotPrice(),
          s.onDemandPrice());
    }
    double line = s.elapsed() * rate;
    return s.done() < line
        ? Choice.onDemand(Choice.Why.BEHIND, s.done(), line)
        : Choice.idle(Choice.Why.WAIT, s.done(), line);
  }
}
