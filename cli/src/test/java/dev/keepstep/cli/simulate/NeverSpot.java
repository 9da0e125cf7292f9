package dev.keepstep.cli.simulate;

import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.OnDemandOnly;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Situation;

/** Somebody's own policy. */
public final class NeverSpot implements PlacementPolicy {
  @Override
  public String name() {
    return "never-spot";
  }

  @Override
  public Choice choose(Situation situation) {
    return new OnDemandOnly().choose(situation);
  }
}
