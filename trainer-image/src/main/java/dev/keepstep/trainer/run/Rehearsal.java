package dev.keepstep.trainer.run;

import dev.keepstep.core.proof.Digest;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.spi.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The first step of a new run, done twice: a program that draws from a generator of its own, or
 * keeps a part of its state to itself, is found before anything depends on it, and not by the first
 * interruption.
 */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Does the step, begins anew, does it again; leaves the training at step 0.
   *
   * @return what was different the second time, for people; empty if nothing was
   */
  static Optional<String> difference(Training training) {
    Map<String, String> first = firstStep(training);
    Map<String, String> second = firstStep(training);
    training.reset();
    List<String> differing =
        first.keySet().stream()
            .filter(name -> !Objects.equals(first.get(name), second.get(name)))
            .toList();
    return differing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "its first step, done twice from the beginning, gave two results in "
                + String.join(", ", differing));
  }

  /** What the first step leads to: the loss and a digest of each tensor, by name. */
  private static Map<String, String> firstStep(Training training) {
    training.reset();
    Map<String, String> result = new LinkedHashMap<>();
    result.put("the loss", Long.toHexString(Double.doubleToRawLongBits(training.step(0))));
    training.beforeReading();
    for (Tensor tensor : training.state()) {
      result.put("tensor " + tensor.name(), Digest.of(List.of(tensor)));
    }
    return result;
  }
}
