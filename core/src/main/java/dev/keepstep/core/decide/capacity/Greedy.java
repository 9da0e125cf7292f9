package dev.keepstep.core.decide.capacity;

/**
 * Spot if there is any, cheapest first and kept until it is taken back; else it waits. On-demand
 * only once the safety net has closed, and then to the end.
 */
public final class Greedy implements PlacementPolicy {
  @Override
  public String name() {
    return "greedy";
  }

  @Override
  public Choice choose(Situation s) {
    if (s.onDemand()) {
      return Choice.onDemand(Choice.Why.STAY, 0, 0);
    }
    int zone = Zones.heldOrCheapest(s);
    return zone < 0
        ? Choice.idle(Choice.Why.WAIT, s.slack(), s.step())
        : Choice.spot(
            zone,
            zone == s.held() ? Choice.Why.STAY : Choice.Why.CHEAPEST_UP,
            s.zones().get(zone).spotPrice(),
            s.onDemandPrice());
  }
}
