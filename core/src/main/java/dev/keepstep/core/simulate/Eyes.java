package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Situation;
import dev.keepstep.core.decide.capacity.ZoneSight;
import java.util.List;

/** How a simulated run comes to know what spot there is. For one run, one thread. */
interface Eyes {
  /** The spot instance of a zone was taken back at the boundary that is looked at next. */
  void lost(int zone);

  /**
   * A step begins.
   *
   * @param held what is held at its boundary, as in {@link Situation#held}
   */
  void look(int step, int held);

  /** How often capacity was asked for so far. */
  default int requests() {
    return 0;
  }

  /** What is known of the zones, in the pool's order. */
  List<ZoneSight> sights(int step);

  /** What comes of a policy's choice: a zone that must be asked may refuse. */
  Choice answer(Choice choice, Situation situation, PlacementPolicy policy);
}
