package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.trainer.extract.ExtractorProgram;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run small enough for a test: 12 steps of a few milliseconds, all four sources in use. */
record SmallRun(
    long seed,
    long steps,
    Map<String, String> parameters,
    Duration interval,
    Optional<String> unkeyed,
    String onMismatch,
    String prefix,
    Optional<TrainerSpec.Fork> from) {
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
    return new SmallRun(
        5,
        STEPS,
        SMALL,
        Duration.ofHours(1),
        Optional.empty(),
        "Fail",
        "team/run",
        Optional.empty());
  }

  /** Commits as often as it can: at each step, if storage is as fast as memory. */
  SmallRun savingOften() {
    return new SmallRun(
        seed, steps, parameters, Duration.ofNanos(1), unkeyed, onMismatch, prefix, from);
  }

  SmallRun savingEvery(Duration other) {
    return new SmallRun(seed, steps, parameters, other, unkeyed, onMismatch, prefix, from);
  }

  SmallRun without(String source) {
    return new SmallRun(
        seed, steps, parameters, interval, Optional.of(source), onMismatch, prefix, from);
  }

  SmallRun reporting() {
    return new SmallRun(seed, steps, parameters, interval, unkeyed, "Report", prefix, from);
  }

  SmallRun with(String name, String value) {
    Map<String, String> other = new HashMap<>(parameters);
    other.put(name, value);
    return new SmallRun(seed, steps, other, interval, unkeyed, onMismatch, prefix, from);
  }

  SmallRun seed(long other) {
    return new SmallRun(other, steps, parameters, interval, unkeyed, onMismatch, prefix, from);
  }

  /** With no parameters at all. */
  SmallRun without() {
    return new SmallRun(seed, steps, Map.of(), interval, unkeyed, onMismatch, prefix, from);
  }

  SmallRun steps(long other) {
    return new SmallRun(seed, other, parameters, interval, unkeyed, onMismatch, prefix, from);
  }

  SmallRun at(String other) {
    return new SmallRun(seed, steps, parameters, interval, unkeyed, onMismatch, other, from);
  }

  SmallRun forkedFrom(String parent, Optional<Long> step) {
    return new SmallRun(
        seed,
        steps,
        parameters,
        interval,
        unkeyed,
        onMismatch,
        prefix,
        Optional.of(new TrainerSpec.Fork("bucket", parent, step)));
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
      ending =
          new Attempt(settings(number), store, bucket -> store, progress, lease, lines, stop).run();
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
                "bucket", prefix, "here", Optional.empty(), true, Optional.empty()),
            Optional.of(interval),
            Duration.ofHours(4),
            3,
            new TrainerSpec.Reproducibility("Portable", "Pin", onMismatch),
            Optional.empty(),
            from);
    TrainerEnv env =
        new TrainerEnv(
            "run", "team", "uid", attempt, false, 0, 1, "run-" + attempt, 30, "", "pod", "node");
    return Settings.of(
        env,
        spec,
        Programs.select(Optional.empty(), List.of(new ExtractorProgram())),
        Map.of("OMP_NUM_THREADS", "1"),
        unkeyed);
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream());
  }
}
