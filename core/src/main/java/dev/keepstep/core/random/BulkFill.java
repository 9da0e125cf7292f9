package dev.keepstep.core.random;

import java.nio.FloatBuffer;

/**
 * Many numbers at once. Words are made a few kilobytes at a time, which stay in the first cache,
 * and then turned into floats by loops that the JIT compiles to vector code.
 */
final class BulkFill {
  private static final int BLOCKS = 256;
  private static final int WORDS = BLOCKS * Philox.WORDS;
  private static final float UNIT = 0x1p-24f;

  private BulkFill() {}

  static void uniform(Draws draws, float[] out, int from, int to) {
    int at = from;
    while (at < to && !draws.atBlockStart()) {
      out[at++] = draws.nextFloat();
    }
    int[] words = words(to - at);
    while (to - at >= Philox.WORDS) {
      int count = Math.min(words.length, to - at & -Philox.WORDS);
      draws.nextBlocks(words, count / Philox.WORDS);
      for (int i = 0; i < count; i++) {
        out[at + i] = (words[i] >>> 8) * UNIT;
      }
      at += count;
    }
    while (at < to) {
      out[at++] = draws.nextFloat();
    }
  }

  static void mask(Draws draws, float[] out, int from, int to, int threshold, float kept) {
    if (!(kept >= 0) || kept == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a mask cannot keep by a factor of " + kept);
    }
    int at = from;
    while (at < to && !draws.atBlockStart()) {
      out[at++] = masked(draws.nextInt(), threshold, kept);
    }
    int[] words = words(to - at);
    while (to - at >= Philox.WORDS) {
      int count = Math.min(words.length, to - at & -Philox.WORDS);
      draws.nextBlocks(words, count / Philox.WORDS);
      for (int i = 0; i < count; i++) {
        out[at + i] = masked(words[i], threshold, kept);
      }
      at += count;
    }
    while (at < to) {
      out[at++] = masked(draws.nextInt(), threshold, kept);
    }
  }

  /**
   * {@code word >>> 8 < threshold ? kept : 0}, by the sign of a difference: a branch on a random
   * bit is mispredicted half the time, and costs as much as making the word.
   */
  private static float masked(int word, int threshold, float kept) {
    return kept * (((word >>> 8) - threshold) >>> 31);
  }

  static void uniform(Draws draws, FloatBuffer out) {
    float[] some = new float[Math.min(WORDS, out.remaining())];
    while (out.hasRemaining()) {
      int count = Math.min(some.length, out.remaining());
      uniform(draws, some, 0, count);
      out.put(some, 0, count);
    }
  }

  static void mask(Draws draws, FloatBuffer out, int threshold, float kept) {
    float[] some = new float[Math.min(WORDS, out.remaining())];
    while (out.hasRemaining()) {
      int count = Math.min(some.length, out.remaining());
      mask(draws, some, 0, count, threshold, kept);
      out.put(some, 0, count);
    }
  }

  private static int[] words(int wanted) {
    return new int[Math.clamp(wanted & -Philox.WORDS, 0, WORDS)];
  }
}
