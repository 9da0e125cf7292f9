package dev.keepstep.cli.bench;

import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * What runs the benchmarks: a service that the tests' classes provide, with which {@code ./keepstep
 * bench} starts this program.
 */
public interface Benchmarks {
  /**
   * Measures checkpoints and determinism, and prints the figures.
   *
   * @param python an interpreter that has torch; empty: no figures of PyTorch
   */
  void costs(Optional<String> python) throws IOException, InterruptedException;

  /** Measures many jobs, and prints the figures. */
  void scale(Load load) throws IOException, InterruptedException;

  /**
   * The ones on the class path.
   *
   * @throws UserError if there are none
   */
  static Benchmarks find() {
    return ServiceLoader.load(Benchmarks.class)
        .findFirst()
        .orElseThrow(
            () ->
                UserError.failed(
                    "the benchmarks are not on the class path",
                    "start them with ./keepstep bench, which builds them"));
  }
}
