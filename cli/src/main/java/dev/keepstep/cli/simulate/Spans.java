package dev.keepstep.cli.simulate;

import dev.keepstep.cli.UserError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time as users write it: {@code 20h}, {@code 1h30m}, {@code 300s}, {@code 2.5h},
 * {@code 3d}; {@code 0} alone is zero.
 *
 * @param seconds 0 or more
 */
public record Spans(double seconds) {
  private static final Pattern WHOLE = Pattern.compile("([0-9]+(\\.[0-9]+)?(d|h|m|s|ms))+");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(d|h|ms|m|s)");

  static Spans parse(String text) {
    if (text.equals("0")) {
      return new Spans(0);
    }
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a length of time such as 20h, 1h30m or 300s");
    }
    double sum = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      double amount = Double.parseDouble(part.group(1));
      sum +=
          amount
              * switch (part.group(2)) {
                case "d" -> 86_400;
                case "h" -> 3600;
                case "m" -> 60;
                case "s" -> 1;
                default -> 0.001;
              };
    }
    return new Spans(sum);
  }

  /** For a value that comes from a file. */
  static Spans of(String field, String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(field + ": " + e.getMessage(), "write it as 1h30m");
    }
  }

  double hours() {
    return seconds / 3600;
  }

  /** {@code 20 h}, {@code 36.8 h}. */
  static String hours(double seconds) {
    double hours = seconds / 3600;
    return hours == Math.rint(hours)
        ? String.format(Locale.ROOT, "%.0f h", hours)
        : String.format(Locale.ROOT, "%.1f h", hours);
  }

  /** For options. */
  public static final class Converter implements ITypeConverter<Spans> {
    @Override
    public Spans convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
