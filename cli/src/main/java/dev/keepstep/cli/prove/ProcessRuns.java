package dev.keepstep.cli.prove;

import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.cli.trainer.S3Tap;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.cli.trainer.TrainerRun.Variation;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.contract.TrainerEnv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trainings in processes of this machine.
 *
 * @param folder for the files of the attempts
 * @param processes where the trainers are known while they run
 * @param listener hears of each attempt's end
 */
record ProcessRuns(
    PlainProgram program,
    LocalStore local,
    Path folder,
    Processes processes,
    KilledRun.Listener listener,
    long seed,
    long steps,
    Configuration configuration)
    implements Runs<Kill> {
  /** Where this is, in words. */
  static final String WHERE = "trainers as processes of this machine";

  private static final int GRACE_SECONDS = 60;

  /**
   * Attempts that are killed start in half the time without the second compiler. Which compiler ran
   * must change no bit either: the undisturbed run has the image's own flags.
   */
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  /** Attempts that a proof takes if all goes as planned; for a progress bar. */
  static int attempts(int kills) {
    int runs = Math.ceilDiv(kills, KillPlan.PER_RUN);
    return 1 + kills + runs + 2;
  }

  @Override
  public ObjectStore store() {
    return local.store();
  }

  @Override
  public CheckpointKeys keys(String run) {
    return new CheckpointKeys(configuration.name() + "/" + run);
  }

  @Override
  public List<List<Kill>> plan(int kills) {
    return KillPlan.draw(seed, configuration.name(), kills, steps, configuration.epochSteps())
        .runs();
  }

  @Override
  public List<Kill> again(int round, int kills) {
    return KillPlan.again(seed, configuration.name(), round, kills, steps);
  }

  @Override
  public List<Landed> train(String run, List<Kill> kills) throws IOException, InterruptedException {
    return drive(run, kills, Map.of());
  }

  @Override
  public Optional<Unkeyed> control(String run) throws IOException, InterruptedException {
    String source = configuration.unkeyed();
    Kill kill = new Kill(Kill.How.RANDOM_STEP, steps * 2 / 3);
    return Optional.of(
        new Unkeyed(source, drive(run, List.of(kill), Map.of(TrainerEnv.TEST_UNSEED, source))));
  }

  private List<Landed> drive(String run, List<Kill> wanted, Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(configuration.environment());
    all.putAll(environment);
    try (S3Tap tap = new S3Tap(local.endpoint())) {
      // a difference is to be counted at the end, so it must not end the run
      TrainerRun trained =
          new TrainerRun(
              program,
              local,
              configuration.name() + "-" + run,
              configuration.spec(
                  seed, steps, local.storage(keys(run).prefix(), tap.endpoint()), "Report"),
              folder);
      Variation variation =
          new Variation(List.of(), wanted.isEmpty() ? List.of() : QUICK_START, all, GRACE_SECONDS);
      return new KilledRun(trained, tap, variation, processes, listener).train(wanted);
    }
  }
}
