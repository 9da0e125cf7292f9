package dev.keepstep.core.random;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Is the order of samples as good as a shuffle? Keys come from the sampling stream, epoch by epoch,
 * as in training; all are fixed, and so are the p-values, which must lie in [0.001, 0.999].
 */
class PermutationStatisticsTest {
  private static final Stream SAMPLING = Stream.of(20241115, Source.SAMPLING);

  private static KeyedPermutation epoch(long number, long size) {
    return new KeyedPermutation(SAMPLING.at(number, 0).nextLong(), size);
  }

  private static void assertPlausible(String test, double[] expected, long[] counts) {
    PValues.check(test, ChiSquareTest.withDefaults().test(expected, counts).getPValue());
  }

  /** All n! orders come equally often: the strongest test, and small domains are the hardest. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void everyOrderOfAFewIsEquallyLikely(int n) {
    int orders = 1;
    for (int i = 2; i <= n; i++) {
      orders *= i;
    }
    long[] counts = new long[orders];
    for (int e = 0; e < Math.min(orders * 300, 60_000); e++) {
      counts[rank(epoch(e, n), n)]++;
    }

    double[] even = new double[orders];
    Arrays.fill(even, 1);
    assertPlausible("permutations of %d: all orders, chi-square".formatted(n), even, counts);
  }

  /** Every sample comes at every place equally often; 37 needs walking, 64 does not. */
  @ParameterizedTest
  @ValueSource(ints = {7, 16, 37, 64})
  void everySampleIsEquallyLikelyAtEveryPlace(int n) {
    long[] counts = new long[n * n];
    for (int e = 0; e < 5_000; e++) {
      KeyedPermutation permutation = epoch(e, n);
      for (int i = 0; i < n; i++) {
        counts[i * n + (int) permutation.apply(i)]++;
      }
    }
    double expected = 5_000.0 / n;
    double chiSquare = 0;
    for (long count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    double degrees = (n - 1.0) * (n - 1.0);
    chiSquare *= (n - 1.0) / n; // so scaled it has that many degrees: rows and columns both sum up
    double z = (chiSquare - degrees) / Math.sqrt(2 * degrees);
    PValues.check("permutations of %d: every sample at every place, 5,000".formatted(n), below(z));
  }

  /** Neighbouring places show unrelated samples. */
  @Test
  void neighboursAreNotCorrelated() {
    int n = 100_003;
    KeyedPermutation permutation = epoch(0, n);
    for (int lag : new int[] {1, 2, 3, 32, 1000}) {
      double mean = (n - 1) / 2.0;
      double variance = ((double) n * n - 1) / 12;
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += (permutation.apply(i) - mean) * (permutation.apply((i + lag) % n) - mean);
      }
      double z = sum / n / variance * Math.sqrt(n);
      PValues.check("permutation of 100,003: correlation at lag %d".formatted(lag), below(z));
    }
  }

  /** Where a sample comes in one epoch says nothing about the next. */
  @Test
  void epochsAreNotCorrelated() {
    int n = 50_000;
    int cells = 25;
    KeyedPermutation one = epoch(10, n);
    KeyedPermutation other = epoch(11, n);
    long[] counts = new long[cells * cells];
    for (int i = 0; i < n; i++) {
      int a = (int) (one.apply(i) * cells / n);
      int b = (int) (other.apply(i) * cells / n);
      counts[a * cells + b]++;
    }
    double expected = (double) n / counts.length;
    double chiSquare = 0;
    for (long count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    double degrees = (cells - 1.0) * (cells - 1.0); // both margins are exact
    PValues.check(
        "neighbouring epochs of 50,000: 25 x 25 cells",
        below((chiSquare - degrees) / Math.sqrt(2 * degrees)));
  }

  /** The number of fixed points of a random permutation is Poisson with mean 1. */
  @Test
  void fixedPointsAreAsManyAsInAShuffle() {
    long[] counts = new long[6];
    for (int e = 0; e < 20_000; e++) {
      KeyedPermutation permutation = epoch(e, 50);
      int fixed = 0;
      for (int i = 0; i < 50; i++) {
        fixed += permutation.apply(i) == i ? 1 : 0;
      }
      counts[Math.min(fixed, 5)]++;
    }
    double e = Math.exp(-1);
    double[] poisson = {e, e, e / 2, e / 6, e / 24, 1 - e * (2 + 0.5 + 1.0 / 6 + 1.0 / 24)};
    assertPlausible("permutations of 50: fixed points, chi-square, 20,000", poisson, counts);
  }

  /** The probability of a smaller standard normal: a chi-square of many degrees is nearly one. */
  private static double below(double z) {
    return StatisticsTest.normalCdf(z);
  }

  /** The order's number in the factorial system. */
  private static int rank(KeyedPermutation permutation, int n) {
    long[] images = LongStream.range(0, n).map(permutation::apply).toArray();
    int rank = 0;
    for (int i = 0; i < n; i++) {
      int smaller = 0;
      for (int j = i + 1; j < n; j++) {
        smaller += images[j] < images[i] ? 1 : 0;
      }
      rank = rank * (n - i) + smaller;
    }
    return rank;
  }
}
