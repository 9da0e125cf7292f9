package dev.keepstep.trainer.run;

import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import dev.keepstep.trainer.spi.Randomness;
import java.util.Optional;

/**
 * The run's random numbers, keyed by its seed.
 *
 * @param unkeyed name of a source that is to be drawn from the clock instead, so that a test can
 *     see the comparison fail; empty in earnest
 */
record KeyedRandomness(long seed, Optional<String> unkeyed) implements Randomness {
  @Override
  public Stream stream(Source source) {
    boolean keyed = unkeyed.filter(source.name()::equals).isEmpty();
    return Stream.of(keyed ? seed : System.nanoTime(), source);
  }
}
