package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.AsyncCheckpointer;
import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.SaveReport;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.trainer.checkpoint.CheckpointSchedule;
import dev.keepstep.trainer.checkpoint.SlowerSteps;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import dev.keepstep.trainer.spi.Training;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Saves when it is due, tells what became of it, and tries again when storage fails: training goes
 * on meanwhile, since only the steps since the last checkpoint are at stake.
 */
final class Saver {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final AsyncCheckpointer checkpointer;
  private final CheckpointSchedule schedule;
  private final Training training;
  private final Mismatches mismatches;
  private final Progress progress;
  private final LeaseReporter lease;
  private final Lines lines;
  private final SlowerSteps slower = new SlowerSteps();
  private boolean inFlight;

  Saver(
      AsyncCheckpointer checkpointer,
      CheckpointSchedule schedule,
      Training training,
      Mismatches mismatches,
      Progress progress,
      LeaseReporter lease,
      Lines lines) {
    this.checkpointer = checkpointer;
    this.schedule = schedule;
    this.training = training;
    this.mismatches = mismatches;
    this.progress = progress;
    this.lease = lease;
    this.lines = lines;
  }

  /**
   * Between two steps: takes note of what was saved, and begins a save if one is due.
   *
   * @param took what the step before took
   */
  void between(long step, long epoch, Duration took) {
    slower.step(took, inFlight);
    noteFinished();
    if (schedule.due(now()) && !checkpointer.busy()) {
      begin(step, epoch);
    }
    inFlight = checkpointer.busy();
  }

  /**
   * Saves this very step and waits for it, trying again as long as storage fails.
   *
   * @param giveUp asked before each new try
   * @return the failure that was the last; empty if the checkpoint is there
   */
  Optional<StorageFailure> now(long step, long epoch, BooleanSupplier giveUp)
      throws InterruptedException {
    checkpointer.await();
    noteFinished();
    Duration pause = Duration.ofMillis(250);
    while (true) {
      if (progress.checkpointStep().orElse(-1) == step) {
        return Optional.empty();
      }
      begin(step, epoch);
      checkpointer.await();
      SaveReport report = checkpointer.poll().orElseThrow();
      note(report);
      if (!(report.result() instanceof SaveReport.Result.Failed(StorageFailure failure))) {
        return Optional.empty();
      }
      if (giveUp.getAsBoolean()) {
        return Optional.of(failure);
      }
      Thread.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void noteFinished() {
    for (var report = checkpointer.poll(); report.isPresent(); report = checkpointer.poll()) {
      note(report.get());
    }
  }

  private void begin(long step, long epoch) {
    training.beforeReading();
    checkpointer.save(step, epoch, training.state());
    schedule.begun(now());
  }

  private void note(SaveReport report) {
    switch (report.result()) {
      case SaveReport.Result.Done(CommitOutcome outcome) -> {
        lease.update(l -> l.withMessage(Optional.empty()));
        done(report, outcome);
      }
      case SaveReport.Result.NotCleared(CommitOutcome outcome, StorageFailure failure) -> {
        lines.say("old checkpoints were not deleted: " + failure.getMessage());
        done(report, outcome);
      }
      case SaveReport.Result.Failed(StorageFailure failure) -> {
        schedule.failed(now());
        String what =
            "checkpoint %d was not saved, training goes on: %s"
                .formatted(report.step(), failure.getMessage());
        lines.say(what);
        lease.update(l -> l.withMessage(Optional.of(what)));
      }
    }
  }

  private void done(SaveReport report, CommitOutcome outcome) {
    switch (outcome) {
      case CommitOutcome.Committed committed -> {
        schedule.committed(
            report.stall().plus(report.waited()).plus(slower.lost()), report.persist());
        committed(report.step(), committed.fingerprint());
        mismatches.fingerprint(report.step(), committed.fingerprint());
        mismatches.agreed(committed.agreeing().size());
      }
      case CommitOutcome.Diverged diverged -> {
        committed(report.step(), diverged.fingerprint());
        mismatches.diverged(diverged);
      }
      case CommitOutcome.Superseded superseded ->
          throw new Ending.Reached(
              Ending.of(
                  progress.allCommitted()
                      ? ExitCode.INTERRUPTED_COMMITTED
                      : ExitCode.INTERRUPTED_UNCOMMITTED,
                  "Superseded",
                  "writer %d has taken the run over; this attempt stops at step %d"
                      .formatted(superseded.by(), progress.step())));
    }
  }

  private void committed(long step, String fingerprint) {
    progress.checkpoint(step, fingerprint);
    lease.update(l -> l.withCheckpoint(step, fingerprint));
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }
}
