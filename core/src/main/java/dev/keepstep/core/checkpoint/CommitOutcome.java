package dev.keepstep.core.checkpoint;

import java.util.List;

/** How an attempt to commit ended, storage failures apart. */
public sealed interface CommitOutcome {
  /**
   * The checkpoint exists.
   *
   * @param bytes of all parts
   * @param agreeing checkpoints of the same step by other writers with the same fingerprint: each
   *     is a check of determinism that passed
   */
  record Committed(CheckpointId id, String fingerprint, long bytes, List<CheckpointId> agreeing)
      implements CommitOutcome {
    public Committed {
      agreeing = List.copyOf(agreeing);
    }
  }

  /**
   * The checkpoint exists, and another of the same step holds other bits.
   *
   * @param tensors the names of those that differ
   */
  record Diverged(
      CheckpointId id,
      String fingerprint,
      CheckpointId other,
      String otherFingerprint,
      List<String> tensors)
      implements CommitOutcome {
    public Diverged {
      tensors = List.copyOf(tensors);
    }
  }

  /** Nothing was committed: a later attempt writes now, and this one should stop. */
  record Superseded(int by) implements CommitOutcome {}
}
