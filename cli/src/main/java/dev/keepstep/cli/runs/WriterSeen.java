package dev.keepstep.cli.runs;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.WriterInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A writer as its traces in the bucket show it; times are the store's.
 *
 * @param number from 1
 * @param info what it said of itself
 * @param claimed when it took its number, which is when it began to train
 * @param lastWrite when anything of it was written last
 * @param lastStep the highest step that it left a trace of; empty: none
 */
public record WriterSeen(
    int number, WriterInfo info, Instant claimed, Instant lastWrite, OptionalLong lastStep) {

  /** The step with whose state it began, 0 if from the beginning. */
  public long resumedAt() {
    return info.resumedFrom().map(CheckpointId::step).orElse(0L);
  }

  /** From its number to its last trace. */
  public Duration seen() {
    return lastWrite.isBefore(claimed) ? Duration.ZERO : Duration.between(claimed, lastWrite);
  }
}
