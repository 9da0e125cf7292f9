package dev.keepstep.core.simulate;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a spot trace in any of the {@link TraceFormat}s. Strict: what is wrong is said. */
public final class TraceReader {
  private static final Pattern DEVICE = Pattern.compile("(.+)_[a-z0-9-]+_\\d+");
  private static final Pattern AWS_ZONE = Pattern.compile("(.+-\\d+)[a-z]");
  private static final Pattern LETTER = Pattern.compile("(.+)-[a-z]");

  private TraceReader() {}

  /**
   * What a file may leave out.
   *
   * @param onDemandPrice money an hour; a format that has its own keeps it
   * @param spotPrice money an hour at every step, likewise
   * @param atLeast how many instances must have come up for a step to count as up, where the file
   *     says how many did
   */
  public record Lacking(OptionalDouble onDemandPrice, OptionalDouble spotPrice, int atLeast) {
    /** Nothing is added. */
    public static final Lacking NOTHING =
        new Lacking(OptionalDouble.empty(), OptionalDouble.empty(), 1);

    public Lacking {
      if (atLeast < 1) {
        throw new IllegalArgumentException("at least " + atLeast + " instances; give 1 or more");
      }
    }
  }

  /**
   * Reads one trace.
   *
   * @param name the file's name, which names the zone where the file does not: {@code
   *     us-east-1a_v100_1.json} is zone us-east-1a
   */
  public static SpotTrace read(String name, String text, Lacking lacking) {
    return switch (TraceFormat.of(name, text)) {
      case SPOT_TRACE -> SpotTraceReader.read(name, text, lacking.atLeast());
      case CANT_BE_LATE -> PaperTraces.cantBeLate(name, text, lacking);
      case SKYNOMAD -> PaperTraces.skyNomad(name, text, lacking);
      case CSV -> ProbeCsv.read(name, text, lacking);
    };
  }

  static String zone(String name) {
    String base = name.replaceFirst("\\.(json|csv)$", "");
    Matcher device = DEVICE.matcher(base);
    return device.matches() ? device.group(1) : base;
  }

  static String region(String zone) {
    for (Pattern pattern : new Pattern[] {AWS_ZONE, LETTER}) {
      Matcher matcher = pattern.matcher(zone);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    return zone;
  }

  static double needed(String name, OptionalDouble price, String what) {
    return price.orElseThrow(
        () ->
            new TraceException(
                name + " has no " + what + " price; give one (--" + what + "-price)"));
  }
}
