package dev.keepstep.core.decide.capacity;

/**
 * Chooses where a run is best now. Pure and without state. Whatever it chooses, {@link SafetyNet}
 * has the last word, so a policy cannot miss a deadline that on-demand could have met.
 */
public interface PlacementPolicy {
  /** How {@code keepstep simulate --policy} and {@code describe} call it. */
  String name();

  /** Idle, on-demand, or a zone that is {@link ZoneSight.Sight#UP} or may be asked. */
  Choice choose(Situation situation);

  /**
   * Whether a checkpoint may be written early where unsaved work alone would close the safety net.
   */
  default boolean savesEarly() {
    return false;
  }
}
