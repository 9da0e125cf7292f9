package dev.keepstep.core.decide;

import dev.keepstep.core.decide.restart.StopCause;
import java.time.Instant;
import java.util.Optional;

/**
 * The one thing to do next. The operator does it, observes again and asks again; every decision can
 * be repeated without harm, since it follows from what is and not from what was decided before.
 */
public sealed interface Decision {
  Reason reason();

  /**
   * Record attempt {@code number} in status. Its pods are not made before that write succeeded.
   *
   * @param number one more than the highest so far
   * @param standby it warms up and waits for {@link Handover}
   */
  record RecordAttempt(int number, Placement on, boolean standby, Reason reason)
      implements Decision {}

  /** Make the pods of an attempt that is recorded. */
  record Place(int number, Placement on, boolean standby, Reason reason) implements Decision {}

  /** Delete an attempt's pods, with their grace. */
  record Stop(int number, StopCause why, Reason reason) implements Decision {}

  /** Tell a standby that the run is its own now. */
  record Handover(int number, Reason reason) implements Decision {}

  /**
   * Nothing to do.
   *
   * @param until when to look again if nothing changes before; empty: only on a change
   */
  record Wait(Optional<Instant> until, Reason reason) implements Decision {}

  /** The job has failed for good. */
  record Fail(Reason reason) implements Decision {}

  /** The job is complete. */
  record Complete(Reason reason) implements Decision {}
}
