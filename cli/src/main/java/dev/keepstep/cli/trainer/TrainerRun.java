package dev.keepstep.cli.trainer;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run whose attempts are plain processes, each with the environment that the operator and the
 * image would give its container, and nothing of this machine's.
 *
 * @param program the trainer
 * @param store where its checkpoints go
 * @param name of the run, unique on the store
 * @param spec the spec file's content
 * @param folder for the files of its attempts
 */
public record TrainerRun(
    PlainProgram program, LocalStore store, String name, TrainerSpec spec, Path folder) {
  static final String TERMINATION_LOG = "termination-log";

  private static final String NAMESPACE = "local";

  /**
   * What is different about one attempt.
   *
   * @param wrapper words before {@code java}: an emulator
   * @param jvmFlags after the image's own
   * @param environment over the image's and the operator's
   * @param graceSeconds between SIGTERM and the moment when it gives up saving
   */
  public record Variation(
      List<String> wrapper,
      List<String> jvmFlags,
      Map<String, String> environment,
      int graceSeconds) {
    public Variation {
      wrapper = List.copyOf(wrapper);
      jvmFlags = List.copyOf(jvmFlags);
      environment = Map.copyOf(environment);
    }

    /** As the image has it. */
    public static Variation none() {
      return new Variation(List.of(), List.of(), Map.of(), 30);
    }
  }

  /** Starts an attempt as the image has it. */
  public TrainerProcess start(int attempt) throws IOException {
    return start(attempt, Variation.none());
  }

  /**
   * Starts an attempt. Nothing keeps two of them from running at the same time.
   *
   * @param attempt its number, from 1
   */
  public TrainerProcess start(int attempt, Variation variation) throws IOException {
    Path files = Files.createDirectories(folder.resolve("%s-%d".formatted(name, attempt)));
    Files.deleteIfExists(files.resolve(TERMINATION_LOG));
    Path specFile = Files.writeString(files.resolve("spec.json"), spec.render());
    TrainerEnv env =
        new TrainerEnv(
            name,
            NAMESPACE,
            "uid-of-" + name,
            attempt,
            false,
            0,
            1,
            "%s-%d".formatted(name, attempt),
            variation.graceSeconds(),
            specFile.toString(),
            "pod-%s-%d".formatted(name, attempt),
            "this-machine");
    Map<String, String> environment = new HashMap<>(program.environment());
    environment.putAll(env.toMap());
    environment.putAll(store.credentials());
    environment.put(TrainerEnv.TERMINATION_LOG, files.resolve(TERMINATION_LOG).toString());
    environment.put(TrainerEnv.STEP_LINES, "true");
    environment.putAll(variation.environment());
    List<String> command = new java.util.ArrayList<>(variation.wrapper());
    command.addAll(program.command(variation.jvmFlags()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(files.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new TrainerProcess(builder.start(), files);
    } catch (IOException e) {
      throw UserError.failed(
          "cannot start " + command.getFirst() + ": " + e.getMessage(),
          "start the command as ./keepstep, which finds what it needs");
    }
  }
}
