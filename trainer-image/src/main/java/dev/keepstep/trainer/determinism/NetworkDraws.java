package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import dev.keepstep.trainer.spi.Randomness;

/** What a network of layers draws: initial weights by layer, dropout masks by step and layer. */
public final class NetworkDraws {
  private static final int LAYERS_PER_SHARD = 1 << 16;

  private final Stream init;
  private final Stream dropout;
  private volatile int shard;

  public NetworkDraws(Randomness randomness) {
    this.init = randomness.stream(Source.INIT);
    this.dropout = randomness.stream(Source.DROPOUT);
  }

  /** The numbers for a layer's initial weights. */
  public Draws init(int layer) {
    return init.at(0, layer);
  }

  /** The numbers for a dropout mask, of the micro-shard that was last said to begin. */
  public Draws dropout(int step, int layer) {
    return dropout.at(step, (long) shard * LAYERS_PER_SHARD + layer);
  }

  /** Says which part of the batch is computed next. */
  public void shardBegins(int number) {
    shard = number;
  }
}
