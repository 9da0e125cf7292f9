package dev.keepstep.cli.prove;

import dev.keepstep.cli.Cleanup;
import dev.keepstep.cli.Crew;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Folders;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.Table;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.core.json.Json;
import dev.keepstep.localcluster.LocalClusterException;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep prove}. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train undisturbed, train the same while killing it, count the bits that differ.",
      "Trainers run as plain processes on a real S3 server of this machine: no cluster, no root.",
      "Each configuration is also trained with one source of randomness drawn from the clock,",
      "which the comparison must catch. Ends with 0 only if no bit differs and all were caught."
    })
public final class ProveCommand implements Callable<Integer> {
  private static final long COST_STEPS = 140;
  private static final int COST_ROUNDS = 7;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "Attempts to end in each configuration (default: 20).")
  int kills = 20;

  @Option(
      names = "--configurations",
      paramLabel = "NAME",
      split = ",",
      description = "Which ones; --list names them (default: all).")
  List<String> configurations = List.of();

  @Option(names = "--list", description = "List the configurations and end.")
  boolean list;

  @Option(
      names = "--cpus",
      paramLabel = "MODEL",
      split = ",",
      description = {
        "In place of the kills: begin a training here, go on with it under qemu on each of these",
        "CPU models in turn (AMD's first), and compare. Slow: minutes a model.",
        "Example: --cpus Haswell,EPYC,EPYC-Milan"
      })
  List<String> cpus = List.of();

  @Option(
      names = "--portable-cost",
      description = {
        "In place of the kills: measure what kernels: Portable costs on this machine, the built-in",
        "training with Portable and Native kernels in turn."
      })
  boolean portableCost;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "20241115",
      description = "Seed of the trainings and of what is killed when (default: 20241115).")
  long seed = 20241115;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of each training, at least 40 (default: 160; with --cpus 12).")
  @Nullable Long wantedSteps;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Configurations proved at the same time (default: the number of processors).")
  int parallel = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "prove-out",
      description = "Where proof.json and report.html go (default: prove-out).")
  Path out = Path.of("prove-out");

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Configuration> chosen = Matrix.named(configurations);
    if (list) {
      chosen.forEach(c -> output.result("%-20s %s".formatted(c.name(), c.about())));
      return Exit.OK;
    }
    long steps = wantedSteps != null ? wantedSteps : cpus.isEmpty() ? 160 : 12;
    checkOptions(steps);
    Files.createDirectories(out);
    LiveLine live = new LiveLine(output);
    Path work = Files.createTempDirectory("keepstep-prove-");
    Processes processes = new Processes();
    try (Cleanup _ =
        new Cleanup(
            () -> {
              processes.close();
              Folders.delete(work);
            },
            () -> live.say("interrupted: ending the trainers"))) {
      if (portableCost) {
        return portableCost(live, work, processes);
      }
      return cpus.isEmpty()
          ? prove(chosen, steps, live, work, processes)
          : proveCpus(steps, live, work, processes);
    } catch (LocalClusterException e) {
      throw UserError.failed(
          String.valueOf(e.getMessage()), "the S3 server is built with Go 1.26 or later");
    } finally {
      live.clear();
    }
  }

  private Integer prove(
      List<Configuration> chosen, long steps, LiveLine live, Path work, Processes processes)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    output.say(
        "Keepstep prove: %s, %s each, %d steps, seed %d"
            .formatted(
                Words.count(chosen.size(), "configuration"),
                Words.count(kills, "kill"),
                steps,
                seed));
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    ProofProgress progress =
        new ProofProgress(live, chosen.size() * ConfigurationProof.attempts(kills));
    List<Proved> proved;
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      proved =
          Crew.map(
              parallel,
              chosen,
              configuration -> {
                Proved done =
                    new ConfigurationProof(
                            program, store, work, processes, progress, seed, steps, configuration)
                        .prove(kills);
                progress.done(done);
                return done;
              });
    }
    Proof proof = new Proof(seed, steps, proved, Duration.ofNanos(System.nanoTime() - began));
    live.clear();
    tell(proof);
    return proof.holds() ? Exit.OK : Exit.FAILED;
  }

  private Integer proveCpus(long steps, LiveLine live, Path work, Processes processes)
      throws IOException, InterruptedException {
    Emulator emulator = Emulator.find();
    List<String> order = emulator.order(cpus);
    output.say(
        "Keepstep prove: %d steps, begun here, gone on with on %s (emulated), seed %d"
            .formatted(steps, String.join(", ", order), seed));
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    CpuResult result;
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      result =
          new CpuProof(
                  program,
                  store,
                  work,
                  processes,
                  emulator,
                  seed,
                  steps,
                  line -> live.say("  " + line))
              .prove(order);
    }
    Files.writeString(out.resolve("proof.json"), Json.writePretty(result.toJson()));
    Files.writeString(
        out.resolve("report.html"),
        result.html(
            "./keepstep prove --cpus %s --seed %d --steps %d"
                .formatted(String.join(",", cpus), seed, steps)));
    output.resultJson(result.toJson());
    output.result("");
    Table.align(result.table()).forEach(output::result);
    output.result("");
    output.result(result.sentence() + " (" + Words.duration(result.took()) + ")");
    output.result(where());
    return result.holds() ? Exit.OK : Exit.FAILED;
  }

  private Integer portableCost(LiveLine live, Path work, Processes processes)
      throws IOException, InterruptedException {
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
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

  private void tell(Proof proof) throws IOException {
    Files.writeString(out.resolve("proof.json"), Json.writePretty(proof.toJson()));
    Files.writeString(out.resolve("report.html"), ProofReport.html(proof, command(proof.steps())));
    output.resultJson(proof.toJson());
    output.result("");
    Table.align(proof.table()).forEach(output::result);
    output.result("");
    output.result(proof.sentence() + " (" + Words.duration(proof.took()) + ")");
    output.result(where());
  }

  private String where() {
    return "report %s, figures %s".formatted(out.resolve("report.html"), out.resolve("proof.json"));
  }

  private void checkOptions(long steps) {
    if (kills < 1 || kills > 10_000) {
      throw UserError.usage("--kills %d is out of range".formatted(kills), "1 to 10000");
    }
    long least = cpus.isEmpty() ? 40 : 2L * (cpus.size() + 1);
    if (steps < least || steps > 1_000_000) {
      throw UserError.usage(
          "--steps %d is out of range".formatted(steps), "%d to 1000000".formatted(least));
    }
    if (!cpus.isEmpty() && (!configurations.isEmpty() || portableCost)) {
      throw UserError.usage(
          "--cpus and %s are given"
              .formatted(portableCost ? "--portable-cost" : "--configurations"),
          "do the one and then the other");
    }
    if (parallel < 1 || parallel > 64) {
      throw UserError.usage("--parallel %d is out of range".formatted(parallel), "1 to 64");
    }
  }

  private String command(long steps) {
    String command =
        "./keepstep prove --kills %d --seed %d --steps %d".formatted(kills, seed, steps);
    return configurations.isEmpty()
        ? command
        : command + " --configurations " + String.join(",", configurations);
  }
}
