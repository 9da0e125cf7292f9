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
  private static final long SEED = 20241115;
  private static final int CELLS = 32;

  private static void assertPlausible(String test, SignificanceResult result) {
    PValues.check(test, result.getPValue());
  }

  private static void assertEven(String test, long[] counts) {
    assertPlausible(test, ChiSquareTest.withDefaults().test(counts));
  }

  /** Pairs fall evenly into a grid of 32 x 32 cells. */
  private static void assertPairsIndependent(String test, IntFunction<double[]> pairs) {
    long[] counts = new long[CELLS * CELLS];
    for (int i = 0; i < 400_000; i++) {
      double[] pair = pairs.apply(i);
      counts[(int) (pair[0] * CELLS) * CELLS + (int) (pair[1] * CELLS)]++;
    }
    assertEven(test, counts);
  }

  private static void assertDistributed(String test, double[] values, DoubleUnaryOperator cdf) {
    assertPlausible(test, KolmogorovSmirnovTest.withDefaults().test(values, cdf));
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

    assertDistributed(
        "doubles: uniform, Kolmogorov-Smirnov, 100,000", doubles, x -> Math.clamp(x, 0, 1));
    assertEven("floats: 1,000 cells, chi-square, 1,048,576", counts);
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

    assertDistributed("normals: Kolmogorov-Smirnov, 20,000", values, StatisticsTest::normalCdf);
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

    assertPlausible(
        "integers below %d: chi-square, 500,000".formatted(bound),
        ChiSquareTest.withDefaults().test(expected, counts));
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
        "mask that keeps 0.8: chi-square, 1,048,576",
        ChiSquareTest.withDefaults()
            .test(new double[] {0.8, 0.2}, new long[] {kept, mask.length - kept}));
  }

  @Test
  void neighbouringStepsAreIndependent() {
    Stream stream = Stream.of(SEED, Source.DROPOUT);
    assertPairsIndependent(
        "neighbouring steps: pairs in 32 x 32 cells, chi-square, 400,000",
        i -> new double[] {stream.at(i, 0).nextDouble(), stream.at(i + 1, 0).nextDouble()});
  }

  @Test
  void neighbouringItemsAreIndependent() {
    Stream stream = Stream.of(SEED, Source.AUGMENTATION);
    assertPairsIndependent(
        "neighbouring items: pairs in 32 x 32 cells, chi-square, 400,000",
        i -> new double[] {stream.at(0, i).nextDouble(), stream.at(0, i + 1).nextDouble()});
  }

  @Test
  void neighbouringWordsAreIndependent() {
    Draws draws = Stream.of(SEED, Source.DROPOUT).at(0, 5);
    assertPairsIndependent(
        "neighbouring words: pairs in 32 x 32 cells, chi-square, 400,000",
        i -> new double[] {draws.nextFloat(), draws.nextFloat()});
  }

  @Test
  void sourcesAreIndependent() {
    Stream one = Stream.of(SEED, Source.DROPOUT);
    Stream other = Stream.of(SEED, Source.AUGMENTATION);
    assertPairsIndependent(
        "two sources: pairs in 32 x 32 cells, chi-square, 400,000",
        i -> new double[] {one.at(i, 0).nextDouble(), other.at(i, 0).nextDouble()});
  }

  @Test
  void neighbouringSeedsAreIndependent() {
    assertPairsIndependent(
        "neighbouring seeds: pairs in 32 x 32 cells, chi-square, 400,000",
        i ->
            new double[] {
              Stream.of(i, Source.INIT).at(0, 0).nextDouble(),
              Stream.of(i + 1, Source.INIT).at(0, 0).nextDouble()
            });
  }

  @Test
  void exponentialsAndTruncatedNormalsAreDistributedSo() {
    Draws draws = Stream.of(SEED, Source.INIT).at(4, 0);
    double[] exponentials = new double[20_000];
    Arrays.setAll(exponentials, i -> draws.nextExponential());
    double[] truncated = new double[20_000];
    Arrays.setAll(truncated, i -> draws.nextTruncatedNormal(2));
    double tail = normalCdf(-2);

    assertDistributed(
        "exponentials: Kolmogorov-Smirnov, 20,000", exponentials, x -> 1 - Math.exp(-x));
    assertDistributed(
        "normals within 2: Kolmogorov-Smirnov, 20,000",
        truncated,
        x -> Math.clamp((normalCdf(x) - tail) / (1 - 2 * tail), 0, 1));
  }

  @Test
  void aCategoryComesAsOftenAsItsWeightSays() {
    double[] weights = {0.5, 0, 3, 1.25, 0.01};
    Categorical categories = Categorical.of(weights);
    Draws draws = Stream.of(SEED, Source.AUGMENTATION).at(5, 0);
    long[] counts = new long[5];
    for (int i = 0; i < 500_000; i++) {
      counts[categories.draw(draws)]++;
    }

    assertThat(counts[1]).isZero();
    assertPlausible(
        "categories: chi-square, 500,000",
        ChiSquareTest.withDefaults()
            .test(
                new double[] {0.5, 3, 1.25, 0.01},
                new long[] {counts[0], counts[2], counts[3], counts[4]}));
  }

  @Test
  void aShuffleAndASampleGiveEveryOrderEquallyOften() {
    long[] orders = new long[625];
    long[] samples = new long[25];
    for (int i = 0; i < 60_000; i++) {
      Draws draws = Stream.of(SEED, Source.AUGMENTATION).at(6, i);
      int[] four = {0, 1, 2, 3};
      Shuffles.shuffle(four, draws);
      orders[four[0] * 125 + four[1] * 25 + four[2] * 5 + four[3]]++;
      long[] two = Shuffles.sample(5, 2, draws);
      samples[(int) (two[0] * 5 + two[1])]++;
    }

    assertEven(
        "shuffles of 4: all 24 orders, chi-square, 60,000",
        Arrays.stream(orders).filter(count -> count > 0).toArray());
    assertThat(Arrays.stream(orders).filter(count -> count > 0).count()).isEqualTo(24);
    assertEven(
        "samples of 2 out of 5: all 20, chi-square, 60,000",
        Arrays.stream(samples).filter(count -> count > 0).toArray());
    assertThat(Arrays.stream(samples).filter(count -> count > 0).count()).isEqualTo(20);
  }

  private static long ceilDiv(long a, long b) {
    return Math.ceilDiv(a, b);
  }

  /** Abramowitz and Stegun 7.1.26, within 1.5e-7: far below what 20,000 values can tell. */
  static double normalCdf(double x) {
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
