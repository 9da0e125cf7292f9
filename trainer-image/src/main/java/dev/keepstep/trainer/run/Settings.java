package dev.keepstep.trainer.run;

import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.trainer.determinism.EnvelopeProbe;
import dev.keepstep.trainer.spi.Parameters;
import dev.keepstep.trainer.spi.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that an attempt is told, checked as far as it can be without asking anybody.
 *
 * @param program what is trained
 * @param plan its settings
 * @param parameters the same as text, with the defaults of what was left out
 * @param unkeyed a source of randomness that a test wants drawn from the clock
 */
record Settings(
    TrainerEnv env,
    TrainerSpec spec,
    Programs.Selected program,
    TrainingPlan plan,
    Map<String, String> parameters,
    Map<String, String> environment,
    Optional<String> unkeyed) {

  private static final List<String> SOURCES =
      List.of("init", "sampling", "augmentation", "dropout");

  /**
   * @throws IllegalArgumentException with one sentence: the field, the value, the mend
   */
  static Settings read(Map<String, String> environment) {
    TrainerEnv env = TrainerEnv.parse(environment);
    if (env.workers() != 1) {
      throw new IllegalArgumentException(
          "%s is %d: this program trains with one worker"
              .formatted(TrainerEnv.WORKERS, env.workers()));
    }
    TrainerSpec spec = TrainerSpec.parse(text(env.spec()));
    if (spec.steps() >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "spec.training.steps is %d: this program counts to %d"
              .formatted(spec.steps(), Integer.MAX_VALUE - 1));
    }
    oneOf(
        "spec.reproducibility.kernels",
        spec.reproducibility().kernels(),
        List.of("Portable", "Native"));
    oneOf(
        "spec.reproducibility.envelope",
        spec.reproducibility().envelope(),
        List.of("Pin", "Warn", "Ignore"));
    oneOf(
        "spec.reproducibility.onMismatch",
        spec.reproducibility().onMismatch(),
        List.of("Fail", "Report"));
    Optional<String> unkeyed = Optional.ofNullable(environment.get(TrainerEnv.TEST_UNSEED));
    unkeyed.ifPresent(name -> oneOf(TrainerEnv.TEST_UNSEED, name, SOURCES));
    Settings settings = of(env, spec, Programs.select(spec.program()), environment, unkeyed);
    settings.checkKernels();
    return settings;
  }

  /** Lets the program read its parameters, and refuses those that it left. */
  static Settings of(
      TrainerEnv env,
      TrainerSpec spec,
      Programs.Selected program,
      Map<String, String> environment,
      Optional<String> unkeyed) {
    Parameters parameters = new Parameters(spec.parameters());
    TrainingPlan plan = program.program().plan(parameters);
    parameters.refuseRest();
    return new Settings(env, spec, program, plan, parameters.effective(), environment, unkeyed);
  }

  boolean portable() {
    return spec.reproducibility().kernels().equals("Portable");
  }

  private void checkKernels() {
    int threads = EnvelopeProbe.threads(environment);
    if (portable() && threads != 1) {
      throw new IllegalArgumentException(
          "%s is %s and spec.reproducibility.kernels is Portable, which computes with one thread: leave it to the image, or say Native"
              .formatted(
                  EnvelopeProbe.THREADS_ENV,
                  environment.getOrDefault(EnvelopeProbe.THREADS_ENV, "unset")));
    }
    if (portable() && EnvelopeProbe.builtForGpu()) {
      throw new IllegalArgumentException(
          "spec.reproducibility.kernels is Portable, and this image computes on a GPU: say Native");
    }
  }

  private static void oneOf(String field, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          "%s is \"%s\": expected one of %s".formatted(field, value, String.join(", ", allowed)));
    }
  }

  private static String text(String path) {
    try {
      return Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s is \"%s\", which cannot be read: %s".formatted(TrainerEnv.SPEC, path, e), e);
    }
  }
}
