package dev.keepstep.core.decide.capacity;

/**
 * What moving and saving cost.
 *
 * @param changeover seconds of every launch that are billed and give no progress
 * @param checkpointInterval seconds of work between two checkpoints; 0 if they cost nothing
 * @param checkpointWrite seconds for which a checkpoint stalls the work
 * @param notice seconds of warning before an instance is taken back
 * @param egress money for a launch in another region than the last
 */
public record Costs(
    double changeover,
    double checkpointInterval,
    double checkpointWrite,
    double notice,
    double egress) {

  public Costs {
    if (changeover < 0
        || checkpointInterval < 0
        || checkpointWrite < 0
        || notice < 0
        || egress < 0
        || !Double.isFinite(changeover + checkpointInterval + checkpointWrite + notice + egress)) {
      throw new IllegalArgumentException(
          "changeover %s, checkpoint interval %s, write %s, notice %s and egress %s must be 0 or more"
              .formatted(changeover, checkpointInterval, checkpointWrite, notice, egress));
    }
    if (checkpointWrite > 0 && checkpointInterval == 0) {
      throw new IllegalArgumentException(
          "a checkpoint write of " + checkpointWrite + " s needs a checkpoint interval");
    }
  }

  /** Only launches cost something, as in the papers. */
  public static Costs ofChangeover(double seconds) {
    return new Costs(seconds, 0, 0, 0, 0);
  }

  /** Whether checkpoints cost time, and work can be lost. */
  public boolean checkpoints() {
    return checkpointWrite > 0;
  }

  /** Whether a checkpoint can be written within the notice. */
  public boolean savesOnNotice() {
    return notice >= checkpointWrite;
  }

  /**
   * Time that so much work takes on an instance that is not taken back: the work and its
   * checkpoints, one more than fit.
   */
  public double need(double work) {
    return checkpoints()
        ? work + checkpointWrite * (Math.floor(work / checkpointInterval) + 1)
        : work;
  }
}
