package dev.keepstep.core.contract;

/**
 * The annotations of an attempt's Lease ({@code coordination.k8s.io/v1}), by owner. The trainer
 * writes its own with server-side apply as field manager {@link #TRAINER_MANAGER}, together with
 * {@code spec.holderIdentity} (the pod's UID) and {@code spec.renewTime} (the heartbeat, at least
 * every {@link #HEARTBEAT_SECONDS} seconds); the operator writes the rest.
 */
public final class LeaseKeys {
  /** Field manager under which a trainer applies its part of the Lease. */
  public static final String TRAINER_MANAGER = "keepstep-trainer";

  /** Longest time between two heartbeats of a healthy trainer, in seconds. */
  public static final int HEARTBEAT_SECONDS = 30;

  private static final String PREFIX = "keepstep.dev/";

  /** Trainer: last finished step, decimal; 0 before the first. */
  public static final String STEP = PREFIX + "step";

  /** Trainer: step of the newest committed checkpoint that it knows, decimal. */
  public static final String CHECKPOINT_STEP = PREFIX + "checkpoint-step";

  /** Trainer: smoothed time of a step in milliseconds, decimal with a fraction. */
  public static final String STEP_MILLIS = PREFIX + "step-millis";

  /** Trainer: last digest, {@code <step>:<8 hex digits>}. */
  public static final String DIGEST = PREFIX + "digest";

  /** Trainer: fingerprint of the newest committed checkpoint, {@code <step>:<64 hex digits>}. */
  public static final String FINGERPRINT = PREFIX + "fingerprint";

  /** Trainer: step at which this attempt resumed, decimal; set once, when it begins to train. */
  public static final String RESUMED_AT = PREFIX + "resumed-at";

  /**
   * Trainer: digests and fingerprints of re-executed steps compared with the trail so far, {@code
   * <equal>/<compared>}; where they differ, a space and one sentence for people follow: the first
   * step, the first tensor, the envelopes.
   */
  public static final String REPLAY = PREFIX + "replay";

  /**
   * Trainer: what it is doing, one of {@link Phase}'s words; a standby that is warm says {@code
   * Waiting}.
   */
  public static final String PHASE = PREFIX + "phase";

  /**
   * Trainer: one sentence for people about what keeps it from training or, while it trains, from
   * saving; absent when nothing does.
   */
  public static final String MESSAGE = PREFIX + "message";

  /**
   * Trainer: which newer checkpoints it passed over when it restored, and why, for people; absent
   * if none.
   */
  public static final String PASSED_OVER = PREFIX + "passed-over";

  /** Operator: {@code "true"} hands the run to this attempt, which was placed as a standby. */
  public static final String HANDOVER = PREFIX + "handover";

  /** Operator: the attempt's cost record, JSON. */
  public static final String COST = PREFIX + "cost";

  /** Operator: the cost record of an attempt that this one followed at once, JSON. */
  public static final String PREVIOUS_COST = PREFIX + "previous-cost";

  private LeaseKeys() {}

  /** What a trainer is doing; spelled on the Lease as the constant's {@link #word()}. */
  public enum Phase {
    STARTING("Starting"),
    RESTORING("Restoring"),
    WAITING("Waiting"),
    TRAINING("Training"),
    EVALUATING("Evaluating"),
    /** Asked to stop, it has: every step that it did is committed, and it will write no more. */
    LEFT("Left"),
    FINISHED("Finished");

    private final String word;

    Phase(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
