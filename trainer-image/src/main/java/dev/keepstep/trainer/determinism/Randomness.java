package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.EpochSampler;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.Optional;

/** The run's four sources of random numbers. */
public final class Randomness {
  private static final int LAYERS_PER_SHARD = 1 << 16;

  private final long seed;
  private final Optional<String> unkeyed;
  private final Stream init;
  private final Stream dropout;
  private volatile int shard;

  /**
   * @param seed the run's one seed
   * @param unkeyed name of a source that is to be drawn from the clock instead, so that a test can
   *     see the comparison fail; empty in earnest
   */
  public Randomness(long seed, Optional<String> unkeyed) {
    this.seed = seed;
    this.unkeyed = unkeyed;
    this.init = stream(Source.INIT);
    this.dropout = stream(Source.DROPOUT);
  }

  /** The numbers for a layer's initial weights. */
  public Draws init(int layer) {
    return init.at(0, layer);
  }

  /** Which documents each step sees. */
  public EpochSampler sampler(int documents, int batchSize) {
    return new EpochSampler(stream(Source.SAMPLING), documents, batchSize);
  }

  /** How documents are varied. */
  public Stream augmentation() {
    return stream(Source.AUGMENTATION);
  }

  /** The numbers for a dropout mask, of the micro-shard that was last said to begin. */
  public Draws dropout(int step, int layer) {
    return dropout.at(step, (long) shard * LAYERS_PER_SHARD + layer);
  }

  /** Says which part of the batch is computed next. */
  public void shardBegins(int number) {
    shard = number;
  }

  private Stream stream(Source source) {
    boolean keyed = unkeyed.filter(source.name()::equals).isEmpty();
    return Stream.of(keyed ? seed : System.nanoTime(), source);
  }
}
