package dev.keepstep.core.random;

/**
 * Initial weights, one number after another from the draws that are handed in: nothing depends on
 * which layers came before. Each fills {@code out[from]} to {@code out[to - 1]}; the order in which
 * a matrix is laid there is the caller's.
 */
public final class Initializers {
  private Initializers() {}

  /**
   * Normal with variance {@code 2 / (in + out)}.
   *
   * <p>Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward
   * neural networks", AISTATS 2010.
   *
   * @param in units that feed a unit
   * @param out units that a unit feeds
   */
  public static void xavierNormal(Draws draws, float[] weights, int from, int to, int in, int out) {
    normal(draws, weights, from, to, StrictMath.sqrt(2.0 / fans(in, out)));
  }

  /** Uniform on ±√(6 / (in + out)); the same source and the same variance. */
  public static void xavierUniform(
      Draws draws, float[] weights, int from, int to, int in, int out) {
    uniform(draws, weights, from, to, StrictMath.sqrt(6.0 / fans(in, out)));
  }

  /**
   * Normal with variance {@code 2 / in}, for rectified units.
   *
   * <p>Source: K. He et al., "Delving deep into rectifiers", ICCV 2015.
   */
  public static void heNormal(Draws draws, float[] weights, int from, int to, int in) {
    normal(draws, weights, from, to, StrictMath.sqrt(2.0 / fans(in, 0)));
  }

  /** Uniform on ±√(6 / in); the same source and the same variance. */
  public static void heUniform(Draws draws, float[] weights, int from, int to, int in) {
    uniform(draws, weights, from, to, StrictMath.sqrt(6.0 / fans(in, 0)));
  }

  /** Normal with mean 0: four words a number. */
  public static void normal(Draws draws, float[] out, int from, int to, double deviation) {
    for (int i = from; i < to; i++) {
      out[i] = (float) (deviation * draws.nextNormal());
    }
  }

  /** Normal with mean 0, drawn again beyond two deviations, as many embeddings are begun. */
  public static void truncatedNormal(Draws draws, float[] out, int from, int to, double deviation) {
    for (int i = from; i < to; i++) {
      out[i] = (float) (deviation * draws.nextTruncatedNormal(2));
    }
  }

  /** Uniform on [-bound, bound): two words a number. */
  public static void uniform(Draws draws, float[] out, int from, int to, double bound) {
    for (int i = from; i < to; i++) {
      out[i] = (float) (bound * (2 * draws.nextDouble() - 1));
    }
  }

  private static double fans(int in, int out) {
    if (in < 1 || out < 0) {
      throw new IllegalArgumentException(
          "a layer of %d inputs and %d outputs has no weights".formatted(in, out));
    }
    return (double) in + out;
  }
}
