package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Situation;
import dev.keepstep.core.decide.capacity.ZoneSight;
import java.util.Arrays;
import java.util.List;

/**
 * Sees capacity everywhere as it is, as the papers assume, and some of the time before the start.
 */
final class Seeing implements Eyes {
  private final ZoneWatch[] watches;
  private final int lag;

  Seeing(TracePool pool, Scenario scenario, int offset) {
    watches = pool.zones().stream().map(ZoneWatch::new).toArray(ZoneWatch[]::new);
    lag = scenario.lagSteps(pool);
    int before = (int) Math.min(offset, Math.floor(scenario.history() / pool.gapSeconds()));
    for (int k = offset - before; k < offset; k++) {
      look(k, Situation.IDLE);
    }
  }

  @Override
  public void lost(int zone) {
    // seen at the next look like everything else
  }

  @Override
  public void look(int step, int held) {
    for (ZoneWatch watch : watches) {
      watch.look(step);
    }
  }

  @Override
  public List<ZoneSight> sights(int step) {
    int known = Math.max(0, step - lag);
    return Arrays.stream(watches).map(w -> w.sight(known)).toList();
  }

  @Override
  public Choice answer(Choice choice, Situation situation, PlacementPolicy policy) {
    return choice;
  }
}
