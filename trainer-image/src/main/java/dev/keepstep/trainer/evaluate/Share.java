package dev.keepstep.trainer.evaluate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A share k of n, which may be 0 of 0. */
public record Share(int k, int n) {
  public Share {
    if (k < 0 || k > n) {
      throw new IllegalArgumentException(k + " of " + n + " is no share");
    }
  }

  /** Five decimals, halves up, and the counts: {@code 0.92950 (1859/2000)}; {@code - (0/0)}. */
  public String text() {
    return (n == 0 ? "-" : decimals()) + " (" + k + "/" + n + ")";
  }

  private String decimals() {
    return BigDecimal.valueOf(k)
        .divide(BigDecimal.valueOf(n), 5, RoundingMode.HALF_UP)
        .toPlainString();
  }

  /** As a number; 0 for 0 of 0. */
  public double value() {
    return n == 0 ? 0 : (double) k / n;
  }
}
