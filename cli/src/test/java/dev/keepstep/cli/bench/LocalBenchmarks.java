package dev.keepstep.cli.bench;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.bench.scale.ScaleBenchmark;
import dev.keepstep.localcluster.LocalS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The benchmarks on this machine. Of what checkpoints and determinism cost, the upload is measured
 * in this JVM and the trainer's part, which needs DL4J, in a process of its own with the image's
 * pins.
 */
public final class LocalBenchmarks implements Benchmarks {
  @Override
  public void costs(Optional<String> python) throws IOException, InterruptedException {
    System.out.printf(
        "%d cores, load %s; take the ratios, not the times%n",
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    try (LocalS3 server = LocalS3.start()) {
      UploadBenchmark upload = new UploadBenchmark(server);
      upload.run(44, 9);
      upload.run(400, 5);
      upload.close();
      trainer(server, python);
    }
    TrainerMemory.run();
  }

  @Override
  public void scale(Load load) throws IOException, InterruptedException {
    new ScaleBenchmark(load).run();
  }

  private static void trainer(LocalS3 server, Optional<String> python)
      throws IOException, InterruptedException {
    Path room = Home.root().resolve("trainer-image");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:DisableIntrinsic=_dpow",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            "target/test-classes:target/classes:"
                + Files.readString(room.resolve("target/bench.classpath")).strip(),
            "dev.keepstep.trainer.bench.TrainerBenchmark",
            server.location().hostEndpoint(),
            UploadBenchmark.BUCKET));
    python.ifPresent(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).directory(room.toFile()).inheritIO();
    builder.environment().put("AWS_ACCESS_KEY_ID", server.location().accessKey());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", server.location().secretKey());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OPENBLAS_NUM_THREADS", "1");
    builder.environment().put("OPENBLAS_CORETYPE", "Haswell");
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("the trainer's part ended with " + exit);
    }
  }
}
