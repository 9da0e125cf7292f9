package dev.keepstep.core.checkpoint;

import java.util.List;

/** What a restore found. */
public sealed interface RestoreOutcome {
  /** Checkpoints that are newer than the one restored and were not, with the reasons. */
  List<Skipped> skipped();

  /**
   * A checkpoint that was not taken.
   *
   * @param reason one sentence for people
   */
  record Skipped(CheckpointId id, String reason) {
    @Override
    public String toString() {
      return "checkpoint " + id + ": " + reason;
    }
  }

  /** The targets hold the checkpoint's bytes, every one of which was verified. */
  record Restored(Manifest manifest, List<Skipped> skipped) implements RestoreOutcome {
    public Restored {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * There is no checkpoint that verifies.
   *
   * @param targetsTouched whether some of the targets were written to and now hold rubbish: then
   *     initialise them again before training from step 0
   */
  record Nothing(List<Skipped> skipped, boolean targetsTouched) implements RestoreOutcome {
    public Nothing {
      skipped = List.copyOf(skipped);
    }
  }
}
