package dev.keepstep.trainer.spi;

import dev.keepstep.core.random.EpochSampler;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;

/**
 * The run's random numbers: each a function of the run's seed, a source's name, the step and an
 * item. There is nothing to save and nothing to restore.
 */
@FunctionalInterface
public interface Randomness {
  /**
   * All numbers of a source; make it once and ask it for each step: {@code stream.at(step, item)}.
   */
  Stream stream(Source source);

  /** The same by name: {@code init}, {@code dropout}, or whatever the program calls it. */
  default Stream stream(String source) {
    return stream(new Source(source));
  }

  /**
   * Which samples each step sees: every epoch each of them once, in an order of its own.
   *
   * @param samples how many there are
   * @param batch how many a step sees
   */
  default EpochSampler sampler(long samples, int batch) {
    return new EpochSampler(stream(Source.SAMPLING), samples, batch);
  }
}
