package dev.keepstep.core.random;

import java.nio.FloatBuffer;

/**
 * The sequence of random numbers for one (source, step, item): the words of Philox at counters
 * (block, item, low 32 bits of step, high 32 bits of step) for block 0, 1, 2 and so on, four words
 * a block and none left out. What a call consumes is fixed by its documentation, so the numbers
 * that come after it are too; a bulk fill gives what as many single calls would.
 *
 * <p>For one thread; make another for another thread.
 */
public final class Draws {
  private static final long MAX_BLOCKS = 1L << 32;
  private static final long MAX_ITEM = 0xFFFFFFFFL;

  private final long key;
  private final int item;
  private final int stepLow;
  private final int stepHigh;
  private final int[] words = new int[Philox.WORDS];
  private int used = Philox.WORDS;
  private long block;

  Draws(long key, long step, long item) {
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + " is negative");
    }
    if (item < 0 || item > MAX_ITEM) {
      throw new IllegalArgumentException("item " + item + " is not between 0 and 2^32 - 1");
    }
    this.key = key;
    this.item = (int) item;
    this.stepLow = (int) step;
    this.stepHigh = (int) (step >>> 32);
  }

  /** 32 random bits: one word. */
  public int nextInt() {
    if (used == Philox.WORDS) {
      nextBlock(words, 0);
      used = 0;
    }
    return words[used++];
  }

  /** 64 random bits: two words, the first in the high half. */
  public long nextLong() {
    long high = nextInt();
    return high << 32 | (nextInt() & 0xFFFFFFFFL);
  }

  /** Uniform on multiples of 2^-24 in [0, 1): the 24 high bits of one word. */
  public float nextFloat() {
    return Distributions.unitFloat(nextInt());
  }

  /** Uniform on multiples of 2^-53 in [0, 1): the 53 high bits of two words. */
  public double nextDouble() {
    return Distributions.unitDouble(nextLong());
  }

  /** See {@link Distributions#boundedInt}. */
  public int nextInt(int bound) {
    return Distributions.boundedInt(this, bound);
  }

  /** See {@link Distributions#boundedLong}. */
  public long nextLong(long bound) {
    return Distributions.boundedLong(this, bound);
  }

  /** True with a given probability; see {@link Distributions#threshold}. One word. */
  public boolean nextBernoulli(double probability) {
    return nextInt() >>> 8 < Distributions.threshold(probability);
  }

  /** See {@link Distributions#normal}. */
  public double nextNormal() {
    return Distributions.normal(this);
  }

  /** See {@link Distributions#truncatedNormal}. */
  public double nextTruncatedNormal(double limit) {
    return Distributions.truncatedNormal(this, limit);
  }

  /** See {@link Distributions#exponential}. */
  public double nextExponential() {
    return Distributions.exponential(this);
  }

  /** Fills all of an array as {@link #nextFloat} would: one word an element. */
  public void fillUniformFloats(float[] out) {
    fillUniformFloats(out, 0, out.length);
  }

  /** Fills {@code out[from]} to {@code out[to - 1]} as {@link #nextFloat} would. */
  public void fillUniformFloats(float[] out, int from, int to) {
    BulkFill.uniform(this, out, from, to);
  }

  /**
   * Fills an array with a mask as {@link #nextBernoulli} would: one word an element.
   *
   * @param keep the probability of {@code kept}, from 0 to 1
   * @param kept the value of a kept element, such as 1 / keep, not negative; all others become 0
   */
  public void fillBernoulliMask(float[] out, double keep, float kept) {
    fillBernoulliMask(out, 0, out.length, keep, kept);
  }

  /** The same from {@code out[from]} to {@code out[to - 1]}. */
  public void fillBernoulliMask(float[] out, int from, int to, double keep, float kept) {
    BulkFill.mask(this, out, from, to, Distributions.threshold(keep), kept);
  }

  /** The same into what remains of a buffer, whose position moves to its limit. */
  public void fillBernoulliMask(FloatBuffer out, double keep, float kept) {
    BulkFill.mask(this, out, Distributions.threshold(keep), kept);
  }

  /** Uniform floats into what remains of a buffer, whose position moves to its limit. */
  public void fillUniformFloats(FloatBuffer out) {
    BulkFill.uniform(this, out);
  }

  /** Whether the next word begins a block. */
  boolean atBlockStart() {
    return used == Philox.WORDS;
  }

  /** Writes the next whole blocks; only where {@link #atBlockStart}. */
  void nextBlocks(int[] out, int blocks) {
    for (int i = 0; i < blocks; i++) {
      nextBlock(out, i * Philox.WORDS);
    }
  }

  private void nextBlock(int[] out, int at) {
    if (block == MAX_BLOCKS) {
      throw new IllegalStateException("2^34 words drawn for one item of one step: split the item");
    }
    Philox.block(key, (int) block, item, stepLow, stepHigh, out, at);
    block++;
  }
}
