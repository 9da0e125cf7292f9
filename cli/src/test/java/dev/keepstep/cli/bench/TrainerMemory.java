package dev.keepstep.cli.bench;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The resident set of the trainer itself, training the example with a checkpoint every second. */
final class TrainerMemory {
  private static final long STEPS = 200;
  private static final String BATCH = "32"; // as docs/examples has it

  private TrainerMemory() {}

  static void run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("keepstep-bench-");
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      TrainerSpec spec =
          new TrainerSpec(
              1,
              STEPS + 1_000_000, // it is ended from here
              Map.of("batchSize", BATCH),
              store.storage("memory", store.endpoint()),
              Optional.of(Duration.ofSeconds(1)),
              Duration.ofHours(6),
              3,
              new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"));
      try (TrainerProcess process =
          new TrainerRun(program, store, "memory", spec, folder).start(1)) {
        if (!process.awaitStep(STEPS) || !process.awaitCheckpoint()) {
          throw new IllegalStateException("the trainer ended: " + process.await().said());
        }
        System.out.printf(
            "trainer's resident set      %8.0f MB   at most         %8.0f MB   (%d steps of the"
                + " example, a checkpoint every second)%n",
            megabytes(process.pid(), "VmRSS"), megabytes(process.pid(), "VmHWM"), STEPS);
      }
    }
  }

  private static double megabytes(long pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
        .findFirst()
        .orElseThrow();
  }
}
