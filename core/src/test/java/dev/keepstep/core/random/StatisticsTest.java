package dev.keepstep.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.SignificanceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Do the numbers look random where training would notice: within a step, between neighbouring
 * steps, items, seeds and sources, and in the order of samples? Every seed is fixed, so each test
 * gives the same p-value for ever; each demands p above 0.001 of a two-sided suspicion: too even is
 * no better than too uneven, so p must be below 0.999 too.
 */
class StatisticsTest {
  private static final double SUSPICIOUS = 0.001;
  private static final long SEED = 20241115;
  private static final int CELLS = 32;

  private static void assertPlausible(SignificanceResult result) {
    assertThat(result.getPValue()).isBetween(SUSPICIOUS, 1 - SUSPICIOUS);
  }

  private static void assertEven(long[] counts) {
    assertPlausible(ChiSquareTest.withDefaults().test(counts));
  }

  /** Pairs fall evenly into a grid of 32 x 32 cells. */
  private static void assertPairsIndependent(IntFunction<double[]> pairs) {
    long[] counts = new long[CELLS * CELLS];
    for (int i = 0; i < 400_000; i++) {
      double[] pair = pairs.apply(i);
      counts[(int) (pair[0] * CELLS) * CELLS + (int) (pair[1] * CELLS)]++;
    }
    assertEven(counts);
  }

  private static void assertDistributed(double[] values, DoubleUnaryOperator cdf) {
    assertPlausible(KolmogorovSmirnovTest.withDefaults().test(values, cdf));
  }

  @Test
  void doublesAndFloatsAreUniform() {
    Draws draws = Stream.of(SEED, Source.INIT).at(0, 0);
    double[] doubles = new double[100_000];
    Arrays.setAll(doubles, i -> draws.nextDouble());
    float[] floats = new float[1 << 20];
    draws.fillUniformFloats(floats);
    long[] counts = new long[1000];
    for (float value : floats) {
      counts[(int) (value * 1000)]++;
    }

    assertDistributed(doubles, x -> Math.clamp(x, 0, 1));
    assertEven(counts);
  }

  @Test
  void everyBitIsAFairCoin() {
    Draws draws = Stream.of(SEED, new Source("bits")).at(0, 0);
    int words = 200_000;
    int[] ones = new int[32];
    for (int i = 0; i < words; i++) {
      int word = draws.nextInt();
      for (int bit = 0; bit < 32; bit++) {
        ones[bit] += word >>> bit & 1;
      }
    }
    double chiSquare = 0; // 32 independent squared standard normals
    for (int one : ones) {
      double z = (one - words / 2.0) / Math.sqrt(words / 4.0);
      chiSquare += z * z;
    }

    assertThat(chiSquare).isBetween(11.9, 62.5); // 0.05 % and 99.95 % points of 32 degrees
  }

  @Test
  void normalsAreNormal() {
    Draws draws = Stream.of(SEED, Source.INIT).at(1, 0);
    double[] values = new double[20_000];
    Arrays.setAll(values, i -> draws.nextNormal());

    assertDistributed(values, StatisticsTest::normalCdf);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 100, 1000, 715_827_883}) // the last rejects a third of all words
  void boundedIntegersAreUniform(int bound) {
    Draws draws = Stream.of(SEED, Source.AUGMENTATION).at(2, bound);
    int cells = Math.min(bound, 999);
    long[] counts = new long[cells];
    for (int i = 0; i < 500_000; i++) {
      counts[(int) ((long) draws.nextInt(bound) * cells / bound)]++;
    }
    double[] expected = new double[cells];
    for (int cell = 0; cell < cells; cell++) {
      long from = ceilDiv((long) cell * bound, cells);
      long to = ceilDiv((cell + 1L) * bound, cells);
      expected[cell] = to - from;
    }

    assertPlausible(ChiSquareTest.withDefaults().test(expected, counts));
  }

  @Test
  void aMaskKeepsItsShare() {
    float[] mask = new float[1 << 20];
    Stream.of(SEED, Source.DROPOUT).at(3, 0).fillBernoulliMask(mask, 0.8, 1.25f);
    long kept = 0;
    for (float value : mask) {
      kept += value == 0 ? 0 : 1;
    }

    assertPlausible(
        ChiSquareTest.withDefaults()
            .test(new double[] {0.8, 0.2}, new long[] {kept, mask.length - kept}));
  }

  @Test
  void neighbouringStepsAreIndependent() {
    Stream stream = Stream.of(SEED, Source.DROPOUT);
    assertPairsIndependent(
        i -> new double[] {stream.at(i, 0).nextDouble(), stream.at(i + 1, 0).nextDouble()});
  }

  @Test
  void neighbouringItemsAreIndependent() {
    Stream stream = Stream.of(SEED, Source.AUGMENTATION);
    assertPairsIndependent(
        i -> new double[] {stream.at(0, i).nextDouble(), stream.at(0, i + 1).nextDouble()});
  }

  @Test
  void neighbouringWordsAreIndependent() {
    Draws draws = Stream.of(SEED, Source.DROPOUT).at(0, 5);
    assertPairsIndependent(i -> new double[] {draws.nextFloat(), draws.nextFloat()});
  }

  @Test
  void sourcesAreIndependent() {
    Stream one = Stream.of(SEED, Source.DROPOUT);
    Stream other = Stream.of(SEED, Source.AUGMENTATION);
    assertPairsIndependent(
        i -> new double[] {one.at(i, 0).nextDouble(), other.at(i, 0).nextDouble()});
  }

  @Test
  void neighbouringSeedsAreIndependent() {
    assertPairsIndependent(
        i ->
            new double[] {
              Stream.of(i, Source.INIT).at(0, 0).nextDouble(),
              Stream.of(i + 1, Source.INIT).at(0, 0).nextDouble()
            });
  }

  private static long ceilDiv(long a, long b) {
    return Math.ceilDiv(a, b);
  }

  /** Abramowitz and Stegun 7.1.26, within 1.5e-7: far below what 20,000 values can tell. */
  private static double normalCdf(double x) {
    double z = Math.abs(x) / Math.sqrt(2);
    double t = 1 / (1 + 0.3275911 * z);
    double tail =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
            * Math.exp(-z * z);
    return x < 0 ? tail / 2 : 1 - tail / 2;
  }
}
