package dev.keepstep.core.decide;

/** Which capacity a job may use; the names are those of {@code spec.capacity.policy}. */
public enum CapacityPolicy {
  /** Spot or nothing: waits as long as it takes. */
  SpotOnly,
  /** Spot while it is to be had and there is time, else on-demand. */
  SpotPreferred,
  /** Never spot. */
  OnDemandOnly
}
