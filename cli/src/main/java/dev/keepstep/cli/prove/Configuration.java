package dev.keepstep.cli.prove;

import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.contract.TrainerSpec.Reproducibility;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is trained and with which settings, in one line of the proof.
 *
 * @param name for {@code --configurations}
 * @param about what is particular about it, for people
 * @param parameters those that differ from {@link Matrix}'s small training, and all others
 * @param interval between checkpoints; empty: Young/Daly's
 * @param kernels Portable or Native
 * @param environment over the image's
 * @param unkeyed the source of randomness that the negative control draws from the clock
 */
record Configuration(
    String name,
    String about,
    Map<String, String> parameters,
    Optional<Duration> interval,
    String kernels,
    Map<String, String> environment,
    String unkeyed) {
  private static final Duration MEAN_TIME_BETWEEN_INTERRUPTIONS = Duration.ofSeconds(2);

  /** Checkpoints that are kept. */
  static final int RETAINED = 2;

  Configuration {
    parameters = Map.copyOf(parameters);
    environment = Map.copyOf(environment);
  }

  /** The same with another name and a parameter set otherwise. */
  Configuration with(String otherName, String otherAbout, String parameter, String value) {
    Map<String, String> other = new TreeMap<>(parameters);
    other.put(parameter, value);
    return new Configuration(otherName, otherAbout, other, interval, kernels, environment, unkeyed);
  }

  /** The same with a parameter set otherwise. */
  Configuration with(String parameter, String value) {
    return with(name, about, parameter, value);
  }

  Configuration every(String otherName, String otherAbout, Optional<Duration> otherInterval) {
    return new Configuration(
        otherName, otherAbout, parameters, otherInterval, kernels, environment, unkeyed);
  }

  Configuration natively(String otherName, String otherAbout, Map<String, String> settings) {
    return new Configuration(
        otherName, otherAbout, parameters, interval, "Native", settings, unkeyed);
  }

  /** The same with another source for the negative control. */
  Configuration control(String source) {
    return new Configuration(name, about, parameters, interval, kernels, environment, source);
  }

  /** Whether its training draws from a source of randomness at all. */
  boolean drawsFrom(String source) {
    return switch (source) {
      case "init", "sampling" -> true;
      case "dropout", "augmentation" ->
          Double.parseDouble(parameters.getOrDefault(source, "0")) > 0;
      default -> false;
    };
  }

  /** Steps in an epoch. */
  long epochSteps() {
    return number("documents") / number("batchSize");
  }

  /**
   * The spec file's content.
   *
   * @param onMismatch Fail or Report
   */
  TrainerSpec spec(long seed, long steps, TrainerSpec.Storage storage, String onMismatch) {
    return new TrainerSpec(
        seed,
        steps,
        parameters,
        storage,
        interval,
        MEAN_TIME_BETWEEN_INTERRUPTIONS,
        RETAINED,
        new Reproducibility(kernels, "Pin", onMismatch));
  }

  private long number(String parameter) {
    return Long.parseLong(
        Optional.ofNullable(parameters.get(parameter))
            .orElseThrow(() -> new IllegalStateException(name + " sets no " + parameter)));
  }
}
