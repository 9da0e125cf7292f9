package dev.keepstep.core.random;

/**
 * All the random numbers of one source in one run. Immutable and safe to share between threads; to
 * go to any step costs the same.
 */
public final class Stream {
  private final Source source;
  private final long key;

  private Stream(Source source, long key) {
    this.source = source;
    this.key = key;
  }

  /**
   * @param seed the run's one seed
   */
  public static Stream of(long seed, Source source) {
    return new Stream(source, source.key(seed));
  }

  public Source source() {
    return source;
  }

  /** The Philox key, first word in the high 32 bits. */
  public long key() {
    return key;
  }

  /**
   * The numbers for one item of one step, from their beginning.
   *
   * @param step the optimiser update they serve, from 0
   * @param item which sample, document, layer or shard: 0 to 2^32 - 1
   */
  public Draws at(long step, long item) {
    return new Draws(key, step, item);
  }
}
