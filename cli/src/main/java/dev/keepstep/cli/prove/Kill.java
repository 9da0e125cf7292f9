package dev.keepstep.cli.prove;

/**
 * How an attempt is to end.
 *
 * @param how by which means and where
 * @param step done before it happens, from 0 to the run's steps
 */
record Kill(How how, long step) {
  /** The ways in which attempts are ended. */
  enum How {
    /** SIGKILL at a step drawn from the seed. */
    RANDOM_STEP("SIGKILL at a random step"),
    /** SIGTERM: the trainer commits the step in hand and ends by itself. */
    TERM("SIGTERM at a random step"),
    /** SIGKILL one step after the step at which the attempt before was killed. */
    NEXT_STEP("SIGKILL at the step after the last kill's"),
    /** SIGKILL in the epoch in which the attempt before was killed. */
    SAME_EPOCH("SIGKILL again in the same epoch"),
    /** SIGKILL as it asks to put a part of a checkpoint. */
    CHECKPOINT_PART("SIGKILL before a part of a checkpoint is stored"),
    /** SIGKILL when the parts are there and the manifest is not. */
    CHECKPOINT_MANIFEST("SIGKILL between a checkpoint's parts and its manifest"),
    /** SIGKILL when the manifest is there and the trainer has not heard of it. */
    CHECKPOINT_ANSWER("SIGKILL after a checkpoint's manifest, the answer lost"),
    /** SIGKILL as it reads a checkpoint back. */
    RESTORE("SIGKILL while a checkpoint is read back"),
    /** SIGKILL after the last step, while the model is evaluated and written. */
    LAST_STEP("SIGKILL after the last step");

    private final String text;

    How(String text) {
      this.text = text;
    }

    /** For people. */
    String text() {
      return text;
    }
  }
}
