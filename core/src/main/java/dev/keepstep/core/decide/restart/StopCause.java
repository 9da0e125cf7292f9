package dev.keepstep.core.decide.restart;

/** Why Keepstep itself stopped an attempt. */
public enum StopCause {
  /** The job was suspended. */
  SUSPENDED,
  /** The attempt had reached {@code maxLifetime}. */
  ROTATED,
  /** Another capacity or zone is the better place now. */
  MOVED,
  /** A notice came, and a successor was ready before the node went. */
  NOTICE,
  /** The budget is spent. */
  BUDGET_SPENT,
  /** Asked for capacity and did not get it within the provision timeout. */
  NOT_PROVISIONED,
  /** A standby that is no longer wanted. */
  STANDBY_DROPPED,
  /** Heartbeats came with an unmoving step beyond {@code hangTimeout}. */
  HUNG
}
