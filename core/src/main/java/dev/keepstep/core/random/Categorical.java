package dev.keepstep.core.random;

/** One of several, each with a probability of its own. Immutable and safe to share. */
public final class Categorical {
  private final double[] upTo;

  private Categorical(double[] upTo) {
    this.upTo = upTo;
  }

  /**
   * @param weights one or more, none negative, not all 0; their sum need not be 1
   */
  public static Categorical of(double... weights) {
    double[] upTo = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0) || weights[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("weight " + i + " is " + weights[i]);
      }
      sum += weights[i]; // in the order given: another order may end in other bits
      upTo[i] = sum;
    }
    if (!(sum > 0) || sum == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("the weights' sum is " + sum + ", expected more than 0");
    }
    return new Categorical(upTo);
  }

  /** How many there are to choose from. */
  public int size() {
    return upTo.length;
  }

  /** The number of the one that is drawn, from 0: two words. One of weight 0 never is. */
  public int draw(Draws draws) {
    double at = draws.nextDouble() * upTo[upTo.length - 1];
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at < upTo[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
