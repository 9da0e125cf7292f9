package dev.keepstep.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;

/**
 * Durations as the API writes them: the Gateway API's format (GEP-2257), a few whole numbers each
 * with a unit of h, m, s or ms, as in {@code 1h30m} or {@code 14s200ms}.
 */
public final class Durations {
  /** What the API server accepts. */
  public static final String PATTERN = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

  private static final java.util.regex.Pattern WHOLE = java.util.regex.Pattern.compile(PATTERN);
  private static final java.util.regex.Pattern PART =
      java.util.regex.Pattern.compile("([0-9]{1,5})(h|ms|m|s)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if {@code text} is none
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration such as 1h30m, 90s or 500ms");
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMillis(amount);
              });
    }
    return sum;
  }

  /**
   * Writes a duration to the millisecond; what is negative is written as {@code 0s}. 99,999 hours
   * are the longest that the format has room for.
   */
  public static String format(Duration duration) {
    long millis = Math.clamp(duration.toMillis(), 0, 99_999L * 3_600_000L);
    StringBuilder text = new StringBuilder();
    append(text, millis / 3_600_000, "h");
    append(text, millis / 60_000 % 60, "m");
    append(text, millis / 1000 % 60, "s");
    append(text, millis % 1000, "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  /**
   * Writes a duration as people say it: days are not units here, seconds go beyond ten minutes,
   * minutes beyond ten hours.
   */
  public static String rounded(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds >= 36_000) {
      return format(Duration.ofHours((seconds + 1800) / 3600));
    }
    if (seconds >= 600) {
      return format(Duration.ofMinutes((seconds + 30) / 60));
    }
    return format(Duration.ofSeconds(seconds));
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }
}
