package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.prove.Kill.How;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.cli.trainer.S3Tap;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerProcess.Ended;
import dev.keepstep.cli.trainer.TrainerProcess.Signal;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.cli.trainer.TrainerRun.Variation;
import dev.keepstep.core.contract.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Trains one run to its end, ending its attempts as planned and starting the next at once. A kill
 * counts only if it was this kill that ended the attempt.
 */
final class KilledRun {
  /** Hears of each attempt's end. */
  interface Listener {
    void attemptEnded();
  }

  private static final Pattern PART = Pattern.compile("/checkpoints/[0-9]{12}-[0-9]{6}/part-");
  private static final Pattern MANIFEST =
      Pattern.compile("/checkpoints/[0-9]{12}-[0-9]{6}/manifest\\.json$");

  private final TrainerRun run;
  private final S3Tap tap;
  private final Variation variation;
  private final Processes processes;
  private final Listener listener;
  private final List<Landed> landed = new ArrayList<>();
  private int attempt = 1;

  /**
   * @param tap what the run's store is reached through
   */
  KilledRun(
      TrainerRun run, S3Tap tap, Variation variation, Processes processes, Listener listener) {
    this.run = run;
    this.tap = tap;
    this.variation = variation;
    this.processes = processes;
    this.listener = listener;
  }

  /**
   * Does it.
   *
   * @return the kills that ended an attempt, in order
   * @throws UserError if an attempt ends as neither the kill nor the end of the training would
   */
  List<Landed> train(List<Kill> kills) throws IOException, InterruptedException {
    for (Kill kill : kills) {
      if (!attempt(kill)) {
        return landed; // it was done before it could be killed
      }
      attempt++;
    }
    try (TrainerProcess process = processes.register(run.start(attempt, variation))) {
      Ended ended = process.await();
      listener.attemptEnded();
      requireDone(ended);
    }
    return landed;
  }

  /** Whether the kill landed; otherwise the training is done. */
  private boolean attempt(Kill kill) throws IOException, InterruptedException {
    How how = kill.how();
    CompletableFuture<TrainerProcess> started = new CompletableFuture<>();
    Runnable action = () -> started.join().send(Signal.KILL);
    if (how == How.RESTORE) {
      tap.arm("GET", PART, S3Tap.Moment.BEFORE, action);
    }
    try (TrainerProcess process = processes.register(run.start(attempt, variation))) {
      started.complete(process);
      boolean there = process.awaitStep(how == How.RESTORE ? 0 : kill.step());
      if (there && how == How.RESTORE) {
        tap.disarm();
        how = How.RANDOM_STEP; // there was nothing to restore, and so it trains
        there = process.awaitStep(kill.step());
      }
      if (there) {
        switch (how) {
          case RANDOM_STEP, NEXT_STEP, SAME_EPOCH, LAST_STEP -> process.send(Signal.KILL);
          case TERM -> process.send(Signal.TERM);
          case CHECKPOINT_PART -> tap.arm("PUT", PART, S3Tap.Moment.BEFORE, action);
          case CHECKPOINT_MANIFEST -> tap.arm("PUT", MANIFEST, S3Tap.Moment.BEFORE, action);
          case CHECKPOINT_ANSWER -> tap.arm("PUT", MANIFEST, S3Tap.Moment.ANSWERED, action);
          case RESTORE -> throw new IllegalStateException("handled above");
        }
      }
      Ended ended = process.await();
      tap.disarm();
      listener.attemptEnded();
      if (endedBy(how, ended)) {
        landed.add(new Landed(how.text(), attempt, process.step()));
        return true;
      }
      requireDone(ended);
      return false;
    }
  }

  private static boolean endedBy(How how, Ended ended) {
    return how == How.TERM
        ? ended.code() == ExitCode.INTERRUPTED_COMMITTED.code()
            || ended.code() == ExitCode.INTERRUPTED_UNCOMMITTED.code()
        : ended.code() == TrainerProcess.KILLED;
  }

  private void requireDone(Ended ended) {
    if (ended.code() != ExitCode.DONE.code()) {
      throw UserError.failed(
          "attempt %d of run %s ended with %d and not by the kill: %s"
              .formatted(attempt, run.name(), ended.code(), ended.said()),
          ended.code() == TrainerProcess.KILLED
              ? "something else ended it, perhaps for want of memory: give the machine more, or"
                  + " --parallel 1"
              : "its output ends with:\n    " + String.join("\n    ", ended.lastLines()));
    }
  }
}
