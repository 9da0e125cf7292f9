package dev.keepstep.core.random;

/**
 * Random words turned into numbers, each by a fixed rule. None keeps a spare value: what a call
 * returns depends on the words that it consumes alone.
 */
public final class Distributions {
  private static final double DOUBLE_UNIT = 0x1p-53;
  private static final float FLOAT_UNIT = 0x1p-24f;
  private static final long LOW = 0xFFFFFFFFL;

  private Distributions() {}

  /** Uniform on multiples of 2^-53 in [0, 1), from the 53 high bits. */
  public static double unitDouble(long bits) {
    return (bits >>> 11) * DOUBLE_UNIT;
  }

  /** Uniform on multiples of 2^-24 in [0, 1), from the 24 high bits. */
  public static float unitFloat(int bits) {
    return (bits >>> 8) * FLOAT_UNIT;
  }

  /**
   * How many of the 2^24 values of {@link #unitFloat} are below a probability: a word counts as a
   * success if its 24 high bits are below this.
   *
   * @param probability from 0 to 1; rounded up to a multiple of 2^-24
   */
  public static int threshold(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability " + probability + " is not in [0, 1]");
    }
    return (int) Math.ceil(probability * 0x1p24);
  }

  /**
   * Uniform on [0, bound): one word, and one more for each rejected.
   *
   * <p>Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
   * Rejection makes it exact; of a plain product or remainder some values come more often.
   *
   * @param bound more than 0
   */
  public static int boundedInt(Draws draws, int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    long product = (draws.nextInt() & LOW) * bound;
    if ((product & LOW) < bound) {
      long rejected = ((1L << 32) - bound) % bound;
      while ((product & LOW) < rejected) {
        product = (draws.nextInt() & LOW) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /**
   * Uniform on [0, bound): two words, and two more for each pair rejected. Lemire's method as in
   * {@link #boundedInt}, at 64 bits.
   *
   * @param bound more than 0
   */
  public static long boundedLong(Draws draws, long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    long bits = draws.nextLong();
    if (Long.compareUnsigned(bits * bound, bound) < 0) {
      long rejected = Long.remainderUnsigned(-bound, bound);
      while (Long.compareUnsigned(bits * bound, rejected) < 0) {
        bits = draws.nextLong();
      }
    }
    return Math.unsignedMultiplyHigh(bits, bound);
  }

  /**
   * Normal with mean 0 and variance 1: always four words. Its largest magnitude is 8.57.
   *
   * <p>Source: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates",
   * 1958; the cosine alone, since a sine kept for the next call would be state. StrictMath, since
   * Math's logarithm and cosine may differ in the last bit between machines and JIT tiers.
   */
  public static double normal(Draws draws) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - draws.nextDouble())); // never log(0)
    return radius * StrictMath.cos(2 * Math.PI * draws.nextDouble());
  }

  /**
   * Normal with mean 0 and variance 1, drawn again as long as its magnitude is beyond a limit: four
   * words, and four more for each rejected.
   *
   * @param limit more than 0; at 2, one in 22 is rejected
   */
  public static double truncatedNormal(Draws draws, double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("limit " + limit + " is not positive");
    }
    double value = normal(draws);
    while (Math.abs(value) > limit) {
      value = normal(draws);
    }
    return value;
  }

  /** Exponential with mean 1, by inversion: always two words. Its largest value is 36.74. */
  public static double exponential(Draws draws) {
    return -StrictMath.log(1 - draws.nextDouble()); // never log(0)
  }
}
