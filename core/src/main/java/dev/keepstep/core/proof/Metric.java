package dev.keepstep.core.proof;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A share: k of n, never rounded until it is shown.
 *
 * @param name for people: {@code automation rate at 95 % target accuracy}
 * @param k how many count, from 0 to n
 * @param n of how many, 0 or more
 */
public record Metric(String name, long k, long n) {
  private static final int DECIMALS = 5;

  public Metric {
    if (k < 0 || n < 0 || k > n) {
      throw new IllegalArgumentException(
          "metric %s is %d of %d, which is no share".formatted(name, k, n));
    }
  }

  /** {@code 0.92950 (1859/2000)}: half rounds up; of nothing, {@code - (0/0)}. */
  public String text() {
    return "%s (%d/%d)".formatted(n == 0 ? "-" : value().toPlainString(), k, n);
  }

  /** To 5 decimals; n must not be 0. */
  public BigDecimal value() {
    return BigDecimal.valueOf(k).divide(BigDecimal.valueOf(n), DECIMALS, RoundingMode.HALF_UP);
  }

  /** Compares the shares exactly; of nothing is below every share. */
  int compareShare(Metric other) {
    if (n == 0 || other.n == 0) {
      return Long.compare(Long.signum(n), Long.signum(other.n));
    }
    return BigDecimal.valueOf(k)
        .multiply(BigDecimal.valueOf(other.n))
        .compareTo(BigDecimal.valueOf(other.k).multiply(BigDecimal.valueOf(n)));
  }
}
