package dev.keepstep.cli.prove;

import dev.keepstep.cli.Crew;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerProcess.Ended;
import dev.keepstep.cli.trainer.TrainerProcess.Signal;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.cli.trainer.TrainerRun.Variation;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.contract.TrainerSpec.Reproducibility;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves that a run may change its CPU: begun on this machine's own, gone on with under one
 * emulated model after another, with the bits of a run that stayed. And that without the portable
 * kernels' pins it could not, which must be seen.
 */
final class CpuProof {
  private static final String HERE = "this machine's own";

  private static final Map<String, String> TINY =
      Map.of(
          "documents", "24",
          "vendors", "4",
          "batchSize", "2",
          "hidden1", "16",
          "hidden2", "8",
          "calibrationDocuments", "4",
          "testDocuments", "8");

  /** An emulated attempt is slow to save, and must not give up. */
  private static final int GRACE_SECONDS = 900;

  /**
   * Where the machine's own kernels are Haswell's anyway: a model without AVX2, which has others.
   */
  private static final String OTHER_KERNELS = "Denverton";

  private final PlainProgram program;
  private final LocalStore store;
  private final Path folder;
  private final Processes processes;
  private final Emulator emulator;
  private final long seed;
  private final long steps;
  private final Consumer<String> told;

  CpuProof(
      PlainProgram program,
      LocalStore store,
      Path folder,
      Processes processes,
      Emulator emulator,
      long seed,
      long steps,
      Consumer<String> told) {
    this.program = program;
    this.store = store;
    this.folder = folder;
    this.processes = processes;
    this.emulator = emulator;
    this.seed = seed;
    this.steps = steps;
    this.told = told;
  }

  /**
   * Does it, chain and control at the same time.
   *
   * @param cpus models in the order in which the run comes to them
   */
  CpuResult prove(List<String> cpus) throws IOException, InterruptedException {
    long began = System.nanoTime();
    EndState stayed = stayed("stayed", "Portable");
    EndState own = stayed("native-stayed", "Native");
    // OpenBLAS runs Haswell's kernels on AMD too: what this machine's own are, the canary tells
    String moved =
        canary("stayed").equals(canary("native-stayed")) ? OTHER_KERNELS : cpus.getLast();
    List<CpuResult.Leg> legs = new ArrayList<>();
    List<Object> both =
        Crew.map(
            2,
            List.of(true, false),
            chain -> chain ? chain(cpus, stayed, legs) : control(moved, own));
    return new CpuResult(
        seed,
        steps,
        legs,
        (EndState.Difference) both.getFirst(),
        (CpuResult.Control) both.getLast(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private EndState.Difference chain(List<String> cpus, EndState stayed, List<CpuResult.Leg> legs)
      throws IOException, InterruptedException {
    String name = "travelled";
    long from = 0;
    for (int i = 0; i <= cpus.size(); i++) {
      Optional<String> cpu = i == 0 ? Optional.empty() : Optional.of(cpus.get(i - 1));
      boolean last = i == cpus.size();
      // of what is left, since a fast CPU does further steps before it hears the signal
      long until = from + Math.max(1, (steps - from) / (cpus.size() + 1 - i));
      long at = System.nanoTime();
      Ended ended = attempt(name, i + 1, cpu, pinned("Portable"), last ? Long.MAX_VALUE : until);
      require(ended, name, last ? ExitCode.DONE : ExitCode.INTERRUPTED_COMMITTED);
      long done = ended.message().orElseThrow().step();
      CpuResult.Leg leg =
          new CpuResult.Leg(cpu.orElse(HERE), from, done, Duration.ofNanos(System.nanoTime() - at));
      legs.add(leg);
      told.accept(leg.sentence());
      from = done;
    }
    return EndState.read(store.store(), keys(name), steps).differenceFrom(stayed);
  }

  /** Native kernels: the second CPU is refused; and where it is let in, the bits differ. */
  private CpuResult.Control control(String cpu, EndState stayed)
      throws IOException, InterruptedException {
    String name = "native-travelled";
    Ended first = attempt(name, 1, Optional.empty(), pinned("Native"), steps / 2);
    require(first, name, ExitCode.INTERRUPTED_COMMITTED);
    Ended refused = attempt(name, 2, Optional.of(cpu), pinned("Native"), Long.MAX_VALUE);
    told.accept("pins off: %s ended with %d: %s".formatted(cpu, refused.code(), refused.said()));
    Ended let =
        attempt(
            name,
            3,
            Optional.of(cpu),
            new Reproducibility("Native", "Ignore", "Report"),
            Long.MAX_VALUE);
    require(let, name, ExitCode.DONE);
    long differing =
        EndState.read(store.store(), keys(name), steps).differenceFrom(stayed).differingBits();
    told.accept("pins off, let in on %s: %d differing bits".formatted(cpu, differing));
    return new CpuResult.Control(
        cpu, refused.code() == ExitCode.ENVELOPE_MISMATCH.code(), refused.said(), differing);
  }

  private EndState stayed(String name, String kernels) throws IOException, InterruptedException {
    require(
        attempt(name, 1, Optional.empty(), pinned(kernels), Long.MAX_VALUE), name, ExitCode.DONE);
    return EndState.read(store.store(), keys(name), steps);
  }

  private Ended attempt(
      String name, int number, Optional<String> cpu, Reproducibility reproducibility, long until)
      throws IOException, InterruptedException {
    TrainerSpec spec =
        new TrainerSpec(
            seed,
            steps,
            TINY,
            store.storage(keys(name).prefix(), store.endpoint()),
            Optional.of(Duration.ofDays(1)),
            Duration.ofDays(1),
            2,
            reproducibility);
    Variation variation =
        new Variation(
            cpu.map(emulator::on).orElse(List.of()),
            // translated twice, C2's code would cost more than it saves
            cpu.isPresent() ? List.of("-XX:TieredStopAtLevel=1") : List.of(),
            Map.of(),
            GRACE_SECONDS);
    TrainerRun run = new TrainerRun(program, store, "cpus-" + name, spec, folder);
    try (TrainerProcess process = processes.register(run.start(number, variation))) {
      if (until <= steps && process.awaitStep(until)) {
        process.send(Signal.TERM);
      }
      return process.await();
    }
  }

  private static Reproducibility pinned(String kernels) {
    return new Reproducibility(kernels, "Pin", "Fail");
  }

  private static void require(Ended ended, String name, ExitCode wanted) {
    if (ended.code() != wanted.code()) {
      throw UserError.failed(
          "an attempt of run %s ended with %d, expected %d: %s"
              .formatted(name, ended.code(), wanted.code(), ended.said()),
          ended.code() == 132 || ended.code() == 134
              ? "a CPU model without AVX2 and FMA cannot run the portable kernels: name another"
              : "its output ends with:\n    " + String.join("\n    ", ended.lastLines()));
    }
  }

  /** What the first attempt of a run measured of its kernels. */
  private String canary(String name) {
    return new Writers(store.store(), keys(name))
        .info(1)
        .envelope()
        .versions()
        .getOrDefault("canary", "none");
  }

  private static CheckpointKeys keys(String name) {
    return new CheckpointKeys("cpus/" + name);
  }
}
