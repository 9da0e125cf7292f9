package dev.keepstep.core.decide;

import java.util.Locale;

/**
 * Why a decision was taken: a word from a closed list, for machines, and one sentence with numbers,
 * for people.
 *
 * @param code the word; {@link Code#word()} is its spelling in conditions and events
 * @param message one sentence, no full stop at the end
 */
public record Reason(Code code, String message) {

  /** A reason with a formatted sentence. */
  public static Reason of(Code code, String format, Object... values) {
    return new Reason(code, values.length == 0 ? format : format.formatted(values));
  }

  /** The same, after where it leads to. */
  Reason after(String where) {
    return new Reason(code, where + ": " + message);
  }

  /** The closed list. */
  public enum Code {
    /** All steps are done. */
    COMPLETED,
    /** The trainer says that no other attempt can succeed. */
    BAD_CONFIGURATION,
    /** Replayed steps gave other bits. */
    REPLAY_MISMATCH,
    /** More failures than {@code limits.failures}. */
    TOO_MANY_FAILURES,
    /** The same failure after the same step again. */
    SAME_STEP_FAILURE,
    /** More interruptions than {@code limits.interruptions}. */
    TOO_MANY_INTERRUPTIONS,
    /** The job is suspended. */
    SUSPENDED,
    /** The budget is spent. */
    BUDGET_SPENT,
    /** The step has not moved for {@code hangTimeout}. */
    HUNG,
    /** Waiting before another attempt after failures. */
    BACK_OFF,
    /** Waiting for storage to come back. */
    STORAGE_UNAVAILABLE,
    /** The first attempt. */
    FIRST_ATTEMPT,
    /** The last attempt was interrupted. */
    INTERRUPTED,
    /** The last attempt failed, and may be retried. */
    RETRY,
    /** The last node cannot give the run's bits. */
    ENVELOPE_MISMATCH,
    /** The attempt is recorded; now its pod is placed. */
    RECORDED,
    /** Spot is asked for. */
    SPOT,
    /** Spot was not to be had within the provision timeout. */
    SPOT_REFUSED,
    /** The deadline asks for on-demand now. */
    DEADLINE,
    /** The deadline had passed before the job could start. */
    DEADLINE_PASSED,
    /** The budget is in a currency that no price is known in. */
    BUDGET_WITHOUT_PRICES,
    /** Waiting costs nothing yet: there is slack. */
    WAITING_FOR_SPOT,
    /** On-demand is what the job asks for. */
    ON_DEMAND_ONLY,
    /** Kueue or a quota holds the pod; that says nothing about capacity. */
    HELD_BY_QUOTA,
    /** Capacity was asked for and no answer has come yet. */
    ASKING,
    /** The node is coming up, or the trainer restores. */
    STARTING,
    /** It trains; nothing to do. */
    TRAINING,
    /** A notice says that the node will go. */
    NOTICE,
    /** The attempt nears {@code maxLifetime}. */
    ROTATION,
    /** Spot is asked again while the run is on on-demand. */
    PROBE,
    /** Spot is back, and worth the move. */
    RETURN_TO_SPOT,
    /** A better zone is to be had. */
    BETTER_ZONE,
    /** The standby is ready and takes over. */
    HANDOVER,
    /** The standby is not needed any more. */
    STANDBY_NOT_NEEDED,
    /** An attempt is stopping. */
    STOPPING;

    /** CamelCase, as conditions and events spell it. */
    public String word() {
      StringBuilder word = new StringBuilder();
      for (String part : name().split("_")) {
        word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
      }
      return word.toString();
    }
  }
}
