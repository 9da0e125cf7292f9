package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.ZoneSight;
import dev.keepstep.core.decide.capacity.ZoneSight.Sight;

/** What has been seen of one zone so far: the simulator's zone memory. For one run, one thread. */
final class ZoneWatch {
  private final SpotTrace trace;
  private boolean seen;
  private boolean up;
  private double age;
  private double seenUp;
  private double seenDown;
  private int losses;

  ZoneWatch(SpotTrace trace) {
    this.trace = trace;
  }

  /** Looks at a step; the time before it, back to the last look, passed in the old state. */
  void look(int step) {
    double gap = trace.gapSeconds();
    boolean now = trace.up(step);
    if (seen) {
      age += gap;
      if (up) {
        seenUp += gap;
      } else {
        seenDown += gap;
      }
      if (now != up) {
        age = 0;
        losses += up ? 1 : 0;
      }
    }
    up = now;
    seen = true;
  }

  /**
   * @param priceStep the step whose price is known
   */
  ZoneSight sight(int priceStep) {
    return new ZoneSight(
        trace.zone(),
        trace.region(),
        up ? Sight.UP : Sight.DOWN,
        trace.price(priceStep),
        trace.onDemandPrice(),
        age,
        seenUp,
        seenDown,
        losses);
  }
}
