package dev.keepstep.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the run is.
 *
 * @param step last step known to be finished by the current attempt, or the checkpoint's
 * @param checkpointStep newest committed checkpoint's step; 0 if none
 * @param stepTime measured time of a step on the current kind of node; empty until measured
 * @param movedAt when the observer last saw the step change; empty if it never did in this attempt
 * @param heartbeatAt when the observer last saw a heartbeat of the current attempt
 */
public record Progress(
    long step,
    long checkpointStep,
    Optional<Duration> stepTime,
    Optional<Instant> movedAt,
    Optional<Instant> heartbeatAt) {

  /** Of a run that has not begun. */
  public static final Progress NONE =
      new Progress(0, 0, Optional.empty(), Optional.empty(), Optional.empty());
}
