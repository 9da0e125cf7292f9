package dev.keepstep.trainer.spi;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One figure of a finished run. */
public sealed interface Figure {
  /** One word in camelCase, such as {@code accuracy}. */
  String name();

  /** For people. */
  String text();

  /** As {@code metrics.json} has it. */
  Map<String, @Nullable Object> toJson();

  /** So many of so many, the kind of figure that can be compared without rounding. */
  record Share(String name, long k, long n) implements Figure {
    private static final int DECIMALS = 5;

    public Share {
      if (k < 0 || k > n) {
        throw new IllegalArgumentException(
            "%s is %d of %d, which is no share".formatted(name, k, n));
      }
    }

    /** Five decimals, halves up, and the counts: {@code 0.92950 (1859/2000)}; {@code - (0/0)}. */
    @Override
    public String text() {
      return (n == 0 ? "-" : decimals()) + " (" + k + "/" + n + ")";
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("text", text());
      map.put("k", k);
      map.put("n", n);
      return map;
    }

    private String decimals() {
      return BigDecimal.valueOf(k)
          .divide(BigDecimal.valueOf(n), DECIMALS, RoundingMode.HALF_UP)
          .toPlainString();
    }
  }

  /** Any other number, such as a loss; finite. */
  record Value(String name, double value) implements Figure {
    public Value {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("%s is %s, which is no figure".formatted(name, value));
      }
    }

    /** All of its digits: equal text is equal bits. */
    @Override
    public String text() {
      return Double.toString(value);
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("text", text());
      map.put("value", value);
      return map;
    }
  }

  /** {@code k} of {@code n}. */
  static Figure share(String name, long k, long n) {
    return new Share(name, k, n);
  }

  /** A number. */
  static Figure value(String name, double value) {
    return new Value(name, value);
  }
}
