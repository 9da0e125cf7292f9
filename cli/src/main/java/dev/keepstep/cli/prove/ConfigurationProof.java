package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.prove.EndState.Bits;
import dev.keepstep.cli.prove.EndState.Difference;
import dev.keepstep.cli.prove.KilledRun.Landed;
import dev.keepstep.cli.prove.Proved.Resumed;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.cli.trainer.S3Tap;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.cli.trainer.TrainerRun.Variation;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.proof.ReplayVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Proves one configuration: undisturbed, killed, and with a source that is not keyed. */
final class ConfigurationProof {
  /** Further runs for kills that did not land: a machine may be too slow to hit a moment. */
  private static final int MOST_FURTHER_RUNS = 4;

  private static final int GRACE_SECONDS = 60;

  /**
   * Attempts that are killed start in half the time without the second compiler. Which compiler ran
   * must change no bit either: the undisturbed run has the image's own flags.
   */
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private final PlainProgram program;
  private final LocalStore store;
  private final Path folder;
  private final Processes processes;
  private final KilledRun.Listener listener;
  private final long seed;
  private final long steps;
  private final Configuration configuration;

  private final List<Resumed> kills = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private long compared;
  private long equal;

  ConfigurationProof(
      PlainProgram program,
      LocalStore store,
      Path folder,
      Processes processes,
      KilledRun.Listener listener,
      long seed,
      long steps,
      Configuration configuration) {
    this.program = program;
    this.store = store;
    this.folder = folder;
    this.processes = processes;
    this.listener = listener;
    this.seed = seed;
    this.steps = steps;
    this.configuration = configuration;
  }

  /** Attempts that a proof takes if all goes as planned; for a progress bar. */
  static int attempts(int kills) {
    int runs = Math.ceilDiv(kills, KillPlan.PER_RUN);
    return 1 + kills + runs + 2;
  }

  /** Does it. */
  Proved prove(int asked) throws IOException, InterruptedException {
    long began = System.nanoTime();
    drive("undisturbed", List.of(), Map.of());
    EndState undisturbed = EndState.read(store.store(), keys("undisturbed"), steps);
    KillPlan plan =
        KillPlan.draw(seed, configuration.name(), asked, steps, configuration.epochSteps());
    int runs = 0;
    for (List<Kill> wanted : plan.runs()) {
      differences.add(killed(++runs, wanted).differenceFrom(undisturbed));
    }
    for (int round = 1; kills.size() < asked && round <= MOST_FURTHER_RUNS; round++) {
      List<Kill> again =
          KillPlan.again(seed, configuration.name(), round, asked - kills.size(), steps);
      differences.add(killed(++runs, again).differenceFrom(undisturbed));
    }
    Proved.Control control = control(undisturbed);
    return new Proved(
        configuration,
        asked,
        kills,
        runs,
        sum(differences.stream().map(Difference::parameters).toList()),
        sum(differences.stream().map(Difference::updater).toList()),
        sum(differences.stream().map(Difference::model).toList()),
        sum(differences.stream().map(Difference::metrics).toList()),
        new Proved.Replay(compared, equal),
        undisturbed.fingerprint(),
        undisturbed.figures(),
        control,
        Duration.ofNanos(System.nanoTime() - began));
  }

  private EndState killed(int run, List<Kill> wanted) throws IOException, InterruptedException {
    String name = "killed-" + run;
    KilledRun.Result result = drive(name, wanted, Map.of());
    Map<Integer, Long> resumptions = resumptions(name);
    for (Landed landed : result.landed()) {
      long resumedAt =
          resumptions.entrySet().stream()
              .filter(entry -> entry.getKey() > landed.attempt())
              .findFirst()
              .map(Map.Entry::getValue)
              .orElseThrow(() -> notResumed(name, landed));
      kills.add(new Resumed(run, landed, resumedAt));
    }
    switch (TrailLog.readAll(store.store(), keys(name)).verdict()) {
      case ReplayVerdict.Unknown _ -> {}
      case ReplayVerdict.Same same -> {
        compared += same.compared();
        equal += same.compared();
      }
      case ReplayVerdict.Differs differs -> {
        compared += differs.equalBefore() + 1L;
        equal += differs.equalBefore();
      }
    }
    return EndState.read(store.store(), keys(name), steps);
  }

  private Proved.Control control(EndState undisturbed) throws IOException, InterruptedException {
    Map<String, String> unkeyed = Map.of(TrainerEnv.TEST_UNSEED, configuration.unkeyed());
    Kill kill = new Kill(Kill.How.RANDOM_STEP, steps * 2 / 3);
    KilledRun.Result result = drive("control", List.of(kill), unkeyed);
    long differing =
        EndState.read(store.store(), keys("control"), steps)
            .differenceFrom(undisturbed)
            .differingBits();
    Optional<Long> noticed =
        TrailLog.readAll(store.store(), keys("control")).verdict()
                instanceof ReplayVerdict.Differs differs
            ? Optional.of(differs.step())
            : Optional.empty();
    return new Proved.Control(configuration.unkeyed(), result.landed().size(), differing, noticed);
  }

  private KilledRun.Result drive(String name, List<Kill> wanted, Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(configuration.environment());
    all.putAll(environment);
    try (S3Tap tap = new S3Tap(store.endpoint())) {
      // a difference is to be counted at the end, so it must not end the run
      TrainerRun run =
          new TrainerRun(
              program,
              store,
              configuration.name() + "-" + name,
              configuration.spec(
                  seed, steps, store.storage(keys(name).prefix(), tap.endpoint()), "Report"),
              folder);
      Variation variation =
          new Variation(List.of(), wanted.isEmpty() ? List.of() : QUICK_START, all, GRACE_SECONDS);
      return new KilledRun(run, tap, variation, processes, listener).train(wanted);
    }
  }

  /** From which step each attempt that came to training went on: attempt to step, ascending. */
  private TreeMap<Integer, Long> resumptions(String name) {
    Writers writers = new Writers(store.store(), keys(name));
    TreeMap<Integer, Long> byAttempt = new TreeMap<>();
    for (int number : writers.all()) {
      WriterInfo info = writers.info(number);
      byAttempt.put(info.attempt(), info.resumedFrom().map(CheckpointId::step).orElse(0L));
    }
    return byAttempt;
  }

  private CheckpointKeys keys(String name) {
    return new CheckpointKeys(configuration.name() + "/" + name);
  }

  private static UserError notResumed(String name, Landed landed) {
    return UserError.failed(
        "no attempt of run %s trained after attempt %d was ended".formatted(name, landed.attempt()),
        "this is a bug: please report it");
  }

  private static Bits sum(List<Bits> bits) {
    return new Bits(
        bits.stream().mapToLong(Bits::compared).sum(),
        bits.stream().mapToLong(Bits::differing).sum());
  }
}
