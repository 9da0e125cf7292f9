package dev.keepstep.core.checkpoint;

import java.time.Duration;
import java.util.Optional;

/**
 * How a save went.
 *
 * @param step whose state was saved
 * @param result what became of it
 * @param waited training time lost to an earlier save that was still in flight
 * @param stall training time lost to the copy in memory
 * @param persist time from the copy's end to the result, on another thread
 * @param bytes of the snapshot
 * @param retention what was thrown away after the commit
 */
public record SaveReport(
    long step,
    Result result,
    Duration waited,
    Duration stall,
    Duration persist,
    long bytes,
    Optional<Retention.Report> retention) {

  /** What became of a save. */
  public sealed interface Result {
    /** Storage did what it should. */
    record Done(CommitOutcome outcome) implements Result {}

    /** Storage did not: there is no such checkpoint, as far as can be known. */
    record Failed(StorageFailure failure) implements Result {}

    /** There is the checkpoint, but clearing up behind it failed; the next save tries again. */
    record NotCleared(CommitOutcome outcome, StorageFailure failure) implements Result {}
  }

  /** Whether the checkpoint exists. */
  public boolean committed() {
    return switch (result) {
      case Result.Done(CommitOutcome.Superseded _) -> false;
      case Result.Done _, Result.NotCleared _ -> true;
      case Result.Failed _ -> false;
    };
  }
}
