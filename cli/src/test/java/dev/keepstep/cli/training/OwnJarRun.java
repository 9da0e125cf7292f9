package dev.keepstep.cli.training;

import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerProcess.Ended;
import dev.keepstep.cli.trainer.TrainerProcess.Signal;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.core.contract.TrainerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Attempts of one run as real trainer processes, with jars of one's own on the class path. */
record OwnJarRun(
    PlainProgram program,
    LocalStore store,
    String prefix,
    long steps,
    Map<String, String> parameters,
    Path jars,
    Path folder) {

  OwnJarRun with(Map<String, String> other) {
    return new OwnJarRun(program, store, prefix, steps, other, jars, folder);
  }

  OwnJarRun at(String other) {
    return new OwnJarRun(program, store, other, steps, parameters, jars, folder);
  }

  OwnJarRun withJars(Path other) {
    return new OwnJarRun(program, store, prefix, steps, parameters, other, folder);
  }

  /** An attempt that nobody disturbs. */
  Ended attempt(int number) throws IOException, InterruptedException {
    try (TrainerProcess process = start(number)) {
      return process.await();
    }
  }

  /**
   * An attempt that is struck once it has done a step and committed a checkpoint.
   *
   * @param at that step or one soon after
   */
  Ended struck(int number, long at, Signal blow) throws IOException, InterruptedException {
    try (TrainerProcess process = start(number)) {
      if (process.awaitStep(at) && process.awaitCheckpoint()) {
        process.send(blow);
      }
      return process.await();
    }
  }

  private TrainerProcess start(int number) throws IOException {
    TrainerSpec spec =
        new TrainerSpec(
            20241115,
            steps,
            parameters,
            store.storage(prefix, store.endpoint()),
            Optional.of(Duration.ofMillis(100)),
            Duration.ofHours(4),
            3,
            new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"));
    return new TrainerRun(program.with(jars), store, prefix, spec, folder).start(number);
  }
}
