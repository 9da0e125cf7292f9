package dev.keepstep.cli.training;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.ImageSpec;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.localcluster.S3Location;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Attempts of one run as real trainer processes, with jars of one's own on the class path. */
record OwnJarRun(
    S3Location server,
    String bucket,
    String prefix,
    long steps,
    Map<String, String> parameters,
    Path jars,
    Path folder) {
  /** What ends an attempt from outside. */
  enum Blow {
    KILL,
    TERM
  }

  /** How an attempt ended; without a message if it was killed. */
  record Ended(int code, Optional<TerminationMessage> message, List<String> said) {}

  private static final Pattern STEP = Pattern.compile("step (\\d+)/\\d+ .* checkpoint (\\d+|none)");

  OwnJarRun with(Map<String, String> other) {
    return new OwnJarRun(server, bucket, prefix, steps, other, jars, folder);
  }

  OwnJarRun at(String other) {
    return new OwnJarRun(server, bucket, other, steps, parameters, jars, folder);
  }

  OwnJarRun withJars(Path other) {
    return new OwnJarRun(server, bucket, prefix, steps, parameters, other, folder);
  }

  /** An attempt that nobody disturbs. */
  Ended attempt(int number) throws IOException, InterruptedException {
    return attempt(number, OptionalLong.empty(), Blow.TERM);
  }

  /**
   * An attempt that is struck once it has done a step and committed a checkpoint.
   *
   * @param at that step or one soon after
   */
  Ended struck(int number, long at, Blow blow) throws IOException, InterruptedException {
    return attempt(number, OptionalLong.of(at), blow);
  }

  private Ended attempt(int number, OptionalLong at, Blow blow)
      throws IOException, InterruptedException {
    Path files = Files.createDirectories(folder.resolve(prefix + "-" + number));
    Path log = files.resolve("termination");
    Files.deleteIfExists(log);
    Process process = start(number, files, log);
    List<String> said = new ArrayList<>();
    boolean struck = false;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher step = STEP.matcher(line);
        if (!step.matches()) {
          said.add(line);
        } else if (!struck
            && at.isPresent()
            && Long.parseLong(step.group(1)) >= at.getAsLong()
            && !step.group(2).equals("none")) {
          struck = true;
          if (blow == Blow.KILL) {
            process.destroyForcibly();
          } else {
            process.destroy();
          }
        }
      }
    } catch (IOException e) {
      // it was killed in the middle of a line
    }
    int code = process.waitFor();
    return new Ended(
        code,
        Files.exists(log) ? TerminationMessage.parse(Files.readString(log)) : Optional.empty(),
        said);
  }

  private Process start(int number, Path files, Path log) throws IOException {
    TrainerSpec spec =
        new TrainerSpec(
            20241115,
            steps,
            parameters,
            new TrainerSpec.Storage(
                bucket,
                prefix,
                server.region(),
                Optional.of(server.hostEndpoint()),
                true,
                Optional.empty()),
            Optional.of(Duration.ofMillis(100)),
            Duration.ofHours(4),
            3,
            new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"));
    Path specFile = Files.writeString(files.resolve("spec.json"), spec.render());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:DisableIntrinsic=_dpow",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.bytedeco.javacpp.maxbytes=512M",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=1G",
            "-cp",
            // as the image has it: its own jars, then those of the training folder
            ImageSpec.classPath(Home.root().resolve("trainer-image"))
                + File.pathSeparator
                + jars
                + "/*",
            "dev.keepstep.trainer.TrainerMain");
    Map<String, String> environment = builder.environment();
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OPENBLAS_CORETYPE", "Haswell");
    environment.put("AWS_ACCESS_KEY_ID", server.accessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", server.secretKey());
    environment.put("KEEPSTEP_TERMINATION_LOG", log.toString());
    environment.put("KEEPSTEP_STEP_LINES", "true");
    environment.putAll(
        new TrainerEnv(
                "points",
                "local",
                "uid-of-" + prefix,
                number,
                false,
                0,
                1,
                "points-" + number,
                30,
                specFile.toString(),
                "pod-" + number,
                "this-machine")
            .toMap());
    return builder.redirectErrorStream(true).start();
  }
}
