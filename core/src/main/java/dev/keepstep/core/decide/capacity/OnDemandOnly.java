package dev.keepstep.core.decide.capacity;

/** The baseline of every saving. */
public final class OnDemandOnly implements PlacementPolicy {
  @Override
  public String name() {
    return "on-demand";
  }

  @Override
  public Choice choose(Situation situation) {
    return Choice.onDemand(Choice.Why.ON_DEMAND_ONLY, 0, 0);
  }
}
