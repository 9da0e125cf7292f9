package dev.keepstep.cli;

import dev.keepstep.api.v1alpha1.Durations;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private Words() {}

  /** {@code 4.2 s}, {@code 38 s}, {@code 4 m 02 s}, {@code 1 h 05 m}. */
  public static String duration(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    if (duration.toMillis() < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d m", seconds / 3600, seconds / 60 % 60);
  }

  /** The same of a duration as status has it, {@code 1s594ms}. */
  public static String duration(String duration) {
    return duration(Durations.parse(duration));
  }

  /** A bar of {@code width} cells, filled by eighths. */
  public static String bar(double share, int width) {
    int eighths = (int) Math.round(Math.clamp(share, 0, 1) * width * 8);
    StringBuilder bar = new StringBuilder("█".repeat(eighths / 8));
    if (eighths % 8 != 0) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    return bar.repeat(' ', width - bar.length()).toString();
  }

  /** {@code accuracyAt95} becomes {@code accuracy at 95 % target accuracy}. */
  public static String metric(String name) {
    String spaced = name.replaceAll("([a-z])([A-Z0-9])", "$1 $2").toLowerCase(Locale.ROOT).strip();
    return spaced.replaceAll(" at (\\d+)$", " at $1 % target accuracy");
  }

  /** {@code 1 attempt}, {@code 3 attempts}. */
  public static String count(long n, String thing) {
    return n + " " + thing + (n == 1 ? "" : "s");
  }
}
