package dev.keepstep.trainer.report;

import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the trainer says of itself on its Lease.
 *
 * @param step last finished step
 * @param checkpointStep step of the newest committed checkpoint
 * @param stepMillis smoothed time of a step
 * @param digest last digest, {@code <step>:<8 hex digits>}
 * @param fingerprint of the newest committed checkpoint, {@code <step>:<64 hex digits>}
 * @param resumedAt step at which this attempt began to train
 * @param replay {@code <equal>/<compared>}, and a sentence behind it if they are not the same
 * @param message what keeps it from training or from saving
 * @param passedOver newer checkpoints that it did not restore, with the reasons
 */
public record LeaseState(
    Phase phase,
    long step,
    Optional<Long> checkpointStep,
    Optional<Double> stepMillis,
    Optional<String> digest,
    Optional<String> fingerprint,
    Optional<Long> resumedAt,
    Optional<String> replay,
    Optional<String> message,
    Optional<String> passedOver) {

  /** A trainer that has just been started. */
  public static LeaseState starting() {
    return new LeaseState(
        Phase.STARTING,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The annotations of the contract. */
  Map<String, String> annotations() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(LeaseKeys.PHASE, phase.word());
    map.put(LeaseKeys.STEP, Long.toString(step));
    checkpointStep.ifPresent(s -> map.put(LeaseKeys.CHECKPOINT_STEP, Long.toString(s)));
    stepMillis.ifPresent(
        ms -> map.put(LeaseKeys.STEP_MILLIS, String.format(Locale.ROOT, "%.3f", ms)));
    digest.ifPresent(d -> map.put(LeaseKeys.DIGEST, d));
    fingerprint.ifPresent(f -> map.put(LeaseKeys.FINGERPRINT, f));
    resumedAt.ifPresent(s -> map.put(LeaseKeys.RESUMED_AT, Long.toString(s)));
    replay.ifPresent(r -> map.put(LeaseKeys.REPLAY, r));
    message.ifPresent(m -> map.put(LeaseKeys.MESSAGE, m));
    passedOver.ifPresent(p -> map.put(LeaseKeys.PASSED_OVER, p));
    return map;
  }

  /** Whether others should hear of the change from {@code before} at once. */
  boolean notableAfter(LeaseState before) {
    return phase != before.phase
        || !checkpointStep.equals(before.checkpointStep)
        || !resumedAt.equals(before.resumedAt)
        || !message.equals(before.message)
        || isMismatch() && !before.isMismatch();
  }

  /** Whether training began with the change from {@code before}. */
  boolean beginsAfter(LeaseState before) {
    return resumedAt.isPresent() && before.resumedAt.isEmpty();
  }

  private boolean isMismatch() {
    return replay.filter(r -> r.contains(" ")).isPresent();
  }

  public LeaseState withPhase(Phase now) {
    return new LeaseState(
        now,
        step,
        checkpointStep,
        stepMillis,
        digest,
        fingerprint,
        resumedAt,
        replay,
        message,
        passedOver);
  }

  public LeaseState withMessage(Optional<String> now) {
    return new LeaseState(
        phase,
        step,
        checkpointStep,
        stepMillis,
        digest,
        fingerprint,
        resumedAt,
        replay,
        now,
        passedOver);
  }

  public LeaseState withStep(long now, Optional<Double> millis) {
    return new LeaseState(
        phase,
        now,
        checkpointStep,
        millis,
        digest,
        fingerprint,
        resumedAt,
        replay,
        message,
        passedOver);
  }

  public LeaseState withDigest(String now) {
    return new LeaseState(
        phase,
        step,
        checkpointStep,
        stepMillis,
        Optional.of(step + ":" + now),
        fingerprint,
        resumedAt,
        replay,
        message,
        passedOver);
  }

  /**
   * @param difference what differs first; empty: nothing does
   */
  public LeaseState withReplay(long equal, long compared, String difference) {
    return new LeaseState(
        phase,
        step,
        checkpointStep,
        stepMillis,
        digest,
        fingerprint,
        resumedAt,
        Optional.of((equal + "/" + compared + " " + difference).strip()),
        message,
        passedOver);
  }

  public LeaseState withCheckpoint(long at, String root) {
    return new LeaseState(
        phase,
        step,
        Optional.of(at),
        stepMillis,
        digest,
        Optional.of(at + ":" + root),
        resumedAt,
        replay,
        message,
        passedOver);
  }

  public LeaseState withResumedAt(long at) {
    return new LeaseState(
        phase,
        at,
        checkpointStep,
        stepMillis,
        digest,
        fingerprint,
        Optional.of(at),
        replay,
        message,
        passedOver);
  }

  public LeaseState withPassedOver(Optional<String> now) {
    return new LeaseState(
        phase,
        step,
        checkpointStep,
        stepMillis,
        digest,
        fingerprint,
        resumedAt,
        replay,
        message,
        now);
  }
}
