package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A run small enough for a test: 12 steps of a few milliseconds, all four sources in use. */
record SmallRun(
    long seed,
    long steps,
    Map<String, String> parameters,
    Duration interval,
    Optional<String> unkeyed,
    String onMismatch) {
  static final long STEPS = 12;

  private static final Map<String, String> SMALL =
      Map.of(
          "documents", "40",
          "batchSize", "6",
          "vendors", "10",
          "hidden1", "24",
          "hidden2", "12",
          "augmentation", "0.5",
          "calibrationDocuments", "20",
          "testDocuments", "30");

  /** Commits nothing but its last step. */
  static SmallRun normal() {
    return new SmallRun(5, STEPS, SMALL, Duration.ofHours(1), Optional.empty(), "Fail");
  }

  /** Commits as often as it can: at each step, if storage is as fast as memory. */
  SmallRun savingOften() {
    return new SmallRun(seed, steps, parameters, Duration.ofNanos(1), unkeyed, onMismatch);
  }

  SmallRun savingEvery(Duration other) {
    return new SmallRun(seed, steps, parameters, other, unkeyed, onMismatch);
  }

  SmallRun without(String source) {
    return new SmallRun(seed, steps, parameters, interval, Optional.of(source), onMismatch);
  }

  SmallRun reporting() {
    return new SmallRun(seed, steps, parameters, interval, unkeyed, "Report");
  }

  SmallRun with(String name, String value) {
    Map<String, String> other = new HashMap<>(parameters);
    other.put(name, value);
    return new SmallRun(seed, steps, other, interval, unkeyed, onMismatch);
  }

  SmallRun seed(long other) {
    return new SmallRun(other, steps, parameters, interval, unkeyed, onMismatch);
  }

  /** One attempt in this JVM, as if nobody asked it to stop. */
  TerminationMessage attempt(ObjectStore store, int number) throws InterruptedException {
    return attempt(store, number, new StopSignal());
  }

  /** One attempt in this JVM; known failures become its ending, as they do in a process. */
  TerminationMessage attempt(ObjectStore store, int number, StopSignal stop)
      throws InterruptedException {
    return attempt(store, number, stop, new Lines(nowhere(), steps, Map.of()));
  }

  TerminationMessage attempt(ObjectStore store, int number, StopSignal stop, Lines lines)
      throws InterruptedException {
    Progress progress = new Progress();
    Ending ending;
    try (LeaseReporter lease = new LeaseReporter(Optional.empty())) {
      ending = new Attempt(settings(number), store, progress, lease, lines, stop).run();
    } catch (RuntimeException e) {
      ending = Ending.of(e);
    }
    return progress.message(ending);
  }

  Settings settings(int attempt) {
    TrainerSpec spec =
        new TrainerSpec(
            seed,
            steps,
            parameters,
            new TrainerSpec.Storage(
                "bucket", "team/run", "here", Optional.empty(), true, Optional.empty()),
            Optional.of(interval),
            Duration.ofHours(4),
            3,
            new TrainerSpec.Reproducibility("Portable", "Pin", onMismatch));
    TrainerEnv env =
        new TrainerEnv(
            "run", "team", "uid", attempt, false, 0, 1, "run-" + attempt, 30, "", "pod", "node");
    return new Settings(
        env, spec, Parameters.parse(parameters), Map.of("OMP_NUM_THREADS", "1"), unkeyed);
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream());
  }
}
