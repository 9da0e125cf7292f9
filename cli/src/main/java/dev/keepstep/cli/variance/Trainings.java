package dev.keepstep.cli.variance;

import dev.keepstep.cli.Crew;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.core.contract.TrainerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains as many times as asked, some at the same time, each in a process of its own.
 *
 * @param folder for the files of the attempts
 * @param processes where the trainers are known while they run
 * @param parameters over the program's own
 */
record Trainings(
    PlainProgram program,
    LocalStore store,
    Path folder,
    Processes processes,
    long steps,
    Map<String, String> parameters) {
  private record Job(String name, long seed) {}

  /**
   * Trains.
   *
   * @param seeds one a training; a seed may be there twice
   * @param parallel how many at the same time
   * @param ended called after each training, by its thread
   * @return in the order of the seeds
   * @throws UserError if a training failed, with its own sentence
   */
  List<SeedRun> run(List<Long> seeds, int parallel, Runnable ended)
      throws IOException, InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      jobs.add(new Job("run-%d".formatted(i + 1), seeds.get(i)));
    }
    return Crew.map(
        parallel,
        jobs,
        job -> {
          SeedRun done = train(job.name(), job.seed());
          ended.run();
          return done;
        });
  }

  private SeedRun train(String name, long seed) throws IOException, InterruptedException {
    String prefix = "variance/" + name;
    TrainerSpec spec =
        new TrainerSpec(
            seed,
            steps,
            parameters,
            store.storage(prefix, store.endpoint()),
            Optional.of(Duration.ofDays(1)), // nothing interrupts it: its end is its checkpoint
            Duration.ofDays(1),
            1,
            new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"));
    TrainerRun run = new TrainerRun(program, store, name, spec, folder);
    try (TrainerProcess process = processes.register(run.start(1))) {
      TrainerProcess.Ended end = process.await();
      if (end.code() != 0) {
        throw UserError.failed(
            "the training with seed %d ended with %d: %s".formatted(seed, end.code(), end.said()),
            "mend what it names, with --set where it is a parameter");
      }
    }
    RunFiles files = RunFiles.read(store.store(), prefix);
    return new SeedRun(files.metrics().orElseThrow(), files.curves());
  }
}
