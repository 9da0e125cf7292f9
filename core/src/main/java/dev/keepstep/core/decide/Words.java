package dev.keepstep.core.decide;

import java.time.Duration;
import java.util.Collection;

/** Numbers as sentences say them. */
public final class Words {
  private Words() {}

  /** {@code 41 s}, {@code 44 m}, {@code 2 h 10 m}, {@code 3 d 4 h}: two units at most. */
  public static String of(Duration duration) {
    if (duration.isNegative()) {
      return "-" + of(duration.negated());
    }
    long s = duration.toSeconds();
    if (s < 120) {
      return s + " s";
    }
    long m = s / 60;
    if (m < 120) {
      return m + " m";
    }
    long h = m / 60;
    return h < 48 ? two(h, "h", m % 60, "m") : two(h / 24, "d", h % 24, "h");
  }

  /** The same for seconds. */
  public static String ofSeconds(double seconds) {
    return Double.isInfinite(seconds) ? "no end" : of(Duration.ofSeconds(Math.round(seconds)));
  }

  /** {@code a, b, c}. */
  public static String list(Collection<String> words) {
    return String.join(", ", words);
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
