package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import dev.keepstep.trainer.spi.Randomness;
import org.nd4j.linalg.factory.Nd4j;

/**
 * For networks whose layers draw from ND4J's own generator (its dropout, its noise): seeds that
 * generator from a keyed stream before each step, so that a resumed step draws what it drew.
 *
 * <p>Call it from the thread that trains: each thread has a generator. What ND4J draws is then as
 * good as its generator; where a layer lets its draws be handed in, as {@link KeyedDropout} does,
 * that is the better way.
 */
public final class StepSeeding {
  private final Stream stream;

  /**
   * @param source which numbers: {@code nd4j}, or any other name that the program has not used
   */
  public StepSeeding(Randomness randomness, String source) {
    this.stream = randomness.stream(new Source(source));
  }

  /**
   * Before a step, or a part of it.
   *
   * @param part of the step, from 0: a micro-shard
   */
  public void before(long step, int part) {
    long seed = stream.at(step, part).nextLong();
    // its setSeed(int[]) gives 0 whatever it is given, and 0 means the clock
    Nd4j.getRandom().setSeed(seed == 0 ? 1 : seed);
  }
}
