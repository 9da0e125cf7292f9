package dev.keepstep.operator.observe;

import dev.keepstep.core.contract.LeaseKeys.Phase;
import java.time.Duration;
import java.util.Optional;

/**
 * What a trainer reports on its attempt's Lease.
 *
 * @param holder UID of the pod that reports; empty: nobody has
 * @param heartbeat the trainer's own time of the last heartbeat: a mark that changes, never
 *     compared with a clock of ours
 * @param stepTime smoothed time of a step
 * @param replay steps compared with the trail
 * @param message what keeps it from training or from saving, in one sentence
 * @param passedOver newer checkpoints that it did not restore, with the reasons
 * @param handover the operator has handed the run to it
 */
public record LeaseFacts(
    Optional<String> holder,
    Optional<String> heartbeat,
    Optional<Phase> phase,
    Optional<Long> step,
    Optional<Long> checkpointStep,
    Optional<Duration> stepTime,
    Optional<String> digest,
    Optional<String> fingerprint,
    Optional<Long> resumedAt,
    Optional<Replay> replay,
    Optional<String> message,
    Optional<String> passedOver,
    boolean handover) {

  /**
   * Steps compared with the trail, and how many of them were equal.
   *
   * @param difference what differs first, for people; empty if nothing does or it was not said
   */
  public record Replay(long equal, long compared, Optional<String> difference) {}

  /** Of an attempt that nobody has reported on. */
  public static final LeaseFacts SILENT =
      new LeaseFacts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);

  /** Whether the trainer was ever heard of. */
  public boolean alive() {
    return holder.isPresent();
  }

  /** Whether it has begun to train. */
  public boolean training() {
    return phase
            .filter(p -> p == Phase.TRAINING || p == Phase.EVALUATING || p == Phase.FINISHED)
            .isPresent()
        || resumedAt.isPresent() && phase.filter(p -> p == Phase.WAITING).isEmpty();
  }
}
