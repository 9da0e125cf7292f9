package dev.keepstep.cli.prove;

import dev.keepstep.cli.Cleanup;
import dev.keepstep.cli.Crew;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Folders;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.Table;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.simulate.CommandWords;
import dev.keepstep.cli.site.ContextOptions;
import dev.keepstep.cli.site.LocalOptions;
import dev.keepstep.cli.site.Site;
import dev.keepstep.cli.site.Stay;
import dev.keepstep.cli.site.Steps;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keepstep prove}. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train undisturbed, train the same while killing it, count the bits that differ.",
      "Trainers run as plain processes on a real S3 server of this machine (no cluster, no root);",
      "or as TrainingJobs on a cluster that loses their nodes (--cluster, --context).",
      "Each configuration is also trained with one source of randomness drawn from the clock,",
      "which the comparison must catch. Ends with 0 only if no bit differs and all were caught."
    })
public final class ProveCommand implements Callable<Integer> {
  private static final long COST_STEPS = 140;
  private static final int COST_ROUNDS = 7;

  @Mixin ProofOptions options = new ProofOptions();

  @ArgGroup(heading = "%nOn a cluster of its own:%n", exclusive = false, validate = false)
  LocalOptions local = new LocalOptions();

  @ArgGroup(heading = "%nOn a cluster that is there:%n", exclusive = false, validate = false)
  ContextOptions context = new ContextOptions();

  @Mixin Output output = new Output();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean onCluster = options.cluster || context.given();
    Matrix matrix = onCluster ? Matrix.JOBS : Matrix.PROCESSES;
    List<Configuration> chosen = matrix.named(options.configurations);
    if (options.list) {
      (options.configurations.isEmpty() ? matrix.all() : chosen)
          .forEach(c -> output.result("%-20s %s".formatted(c.name(), c.about())));
      return Exit.OK;
    }
    options.check(context.given(), spec);
    ProofFiles files = new ProofFiles(output, options.out);
    LiveLine live = new LiveLine(output);
    try {
      return onCluster ? onCluster(chosen, files, live) : here(chosen, files, live);
    } finally {
      live.clear();
    }
  }

  private Integer onCluster(List<Configuration> chosen, ProofFiles files, LiveLine live)
      throws IOException, InterruptedException {
    int kills = options.kills(true);
    long steps = options.steps(true);
    Steps told = new Steps(output, live);
    Site site = Site.of(local, context, "prove", options.keep.given(), told);
    options.out.make();
    header(chosen, kills, steps);
    Proof proof =
        new Stay(site, options.keep.given(), output, live, told)
            .during(
                () ->
                    new ClusterProof(site, live, options.seed, steps, options.controlImages)
                        .prove(chosen, kills));
    live.clear();
    files.tell(proof, CommandWords.get(command(context.given() ? "--context …" : "--cluster")));
    return proof.holds() ? Exit.OK : Exit.FAILED;
  }

  private Integer here(List<Configuration> chosen, ProofFiles files, LiveLine live)
      throws IOException, InterruptedException {
    options.out.make();
    Path work = Files.createTempDirectory("keepstep-prove-");
    Processes processes = new Processes();
    try (Cleanup _ =
        new Cleanup(
            () -> {
              processes.close();
              Folders.delete(work);
            },
            () -> live.say("interrupted: ending the trainers"))) {
      if (options.portableCost) {
        return portableCost(live, work, processes);
      }
      return options.cpus.isEmpty()
          ? prove(chosen, files, live, work, processes)
          : proveCpus(files, live, work, processes);
    }
  }

  private Integer prove(
      List<Configuration> chosen, ProofFiles files, LiveLine live, Path work, Processes processes)
      throws IOException, InterruptedException {
    int kills = options.kills(false);
    long steps = options.steps(false);
    long seed = options.seed;
    long began = System.nanoTime();
    header(chosen, kills, steps);
    PlainProgram program = program();
    ProofProgress progress = new ProofProgress(live, chosen.size() * ProcessRuns.attempts(kills));
    List<Proved> proved;
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      proved =
          Crew.map(
              options.parallel(),
              chosen,
              configuration -> {
                ProcessRuns runs =
                    new ProcessRuns(
                        program, store, work, processes, progress, seed, steps, configuration);
                Proved done = new ConfigurationProof<>(runs, steps, configuration).prove(kills);
                progress.done(done);
                return done;
              });
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Proof proof = new Proof(ProcessRuns.WHERE, seed, steps, proved, took);
    live.clear();
    files.tell(proof, CommandWords.get(command("--kills " + kills)));
    return proof.holds() ? Exit.OK : Exit.FAILED;
  }

  private Integer proveCpus(ProofFiles files, LiveLine live, Path work, Processes processes)
      throws IOException, InterruptedException {
    long steps = options.steps(false);
    Emulator emulator = Emulator.find();
    List<String> order = emulator.order(options.cpus);
    output.say(
        "Keepstep prove: %d steps, begun here, gone on with on %s (emulated), seed %d"
            .formatted(steps, String.join(", ", order), options.seed));
    PlainProgram program = program();
    CpuResult result;
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      result =
          new CpuProof(
                  program,
                  store,
                  work,
                  processes,
                  emulator,
                  options.seed,
                  steps,
                  line -> live.say("  " + line))
              .prove(order);
    }
    files.tell(result, CommandWords.get(command("--cpus " + String.join(",", options.cpus))));
    return result.holds() ? Exit.OK : Exit.FAILED;
  }

  private Integer portableCost(LiveLine live, Path work, Processes processes)
      throws IOException, InterruptedException {
    PlainProgram program = program();
    PortableCost.Result result;
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      result =
          new PortableCost(program, store, work, processes, COST_STEPS, l -> live.say("  " + l))
              .measure(COST_ROUNDS);
    }
    output.resultJson(result.toJson());
    output.result("");
    Table.align(result.table()).forEach(output::result);
    output.result("");
    output.result(result.sentence());
    return Exit.OK;
  }

  private static PlainProgram program() throws IOException, InterruptedException {
    return PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
  }

  private void header(List<Configuration> chosen, int kills, long steps) {
    output.say(
        "Keepstep prove: %s, %s each, %d steps, seed %d"
            .formatted(
                Words.count(chosen.size(), "configuration"),
                Words.count(kills, "kill"),
                steps,
                options.seed));
  }

  /** For a report, where the JVM does not know its own command line. */
  private String command(String what) {
    return "prove %s --seed %d".formatted(what, options.seed);
  }
}
