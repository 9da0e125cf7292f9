package dev.keepstep.core.random;

import java.util.Collections;
import java.util.List;

/**
 * Orders and choices of a few things in memory; {@link EpochSampler} is for a training's samples.
 */
public final class Shuffles {
  private Shuffles() {}

  /**
   * Puts a list into a random order, each equally likely: {@code size - 1} bounded integers.
   *
   * <p>Source: R. Durstenfeld, "Algorithm 235: Random permutation", CACM 7 (1964).
   */
  public static void shuffle(List<?> list, Draws draws) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, draws.nextInt(i + 1));
    }
  }

  /** The same for an array. */
  public static void shuffle(int[] array, Draws draws) {
    for (int i = array.length - 1; i > 0; i--) {
      int j = draws.nextInt(i + 1);
      int other = array[i];
      array[i] = array[j];
      array[j] = other;
    }
  }

  /**
   * Some of {@code [0, n)} without repetition, in random order: two words however many, and memory
   * for those alone.
   *
   * @param k how many, 0 to n
   * @return {@code int64 [k]}
   */
  public static long[] sample(long n, int k, Draws draws) {
    if (k < 0 || k > n) {
      throw new IllegalArgumentException(k + " of " + n + " cannot be chosen");
    }
    long key = draws.nextLong();
    long[] chosen = new long[k];
    if (k > 0) {
      KeyedPermutation order = new KeyedPermutation(key, n);
      for (int i = 0; i < k; i++) {
        chosen[i] = order.apply(i);
      }
    }
    return chosen;
  }
}
