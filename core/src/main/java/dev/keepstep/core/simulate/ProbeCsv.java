package dev.keepstep.core.simulate;

import dev.keepstep.core.simulate.TraceReader.Lacking;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Probes as lines of {@code date,availability[,price]}, in the order of time. The step is the
 * median distance of two probes; a distance of more than one and a half of it is a hole.
 */
final class ProbeCsv {
  private static final double HOLE = 1.5;

  private ProbeCsv() {}

  static SpotTrace read(String name, String text, Lacking lacking) {
    List<String> lines = text.lines().filter(l -> !l.isBlank()).toList();
    boolean priced = lines.getFirst().strip().equals("date,availability,price");
    if (!priced && !lines.getFirst().strip().equals("date,availability")) {
      throw new TraceException(
          name
              + ": the header is \""
              + lines.getFirst()
              + "\", expected date,availability[,price]");
    }
    int steps = lines.size() - 1;
    if (steps < 2) {
      throw new TraceException(name + " has " + steps + " probes; give at least 2");
    }
    List<Instant> at = new ArrayList<>();
    BitSet up = new BitSet(steps);
    double[] prices = new double[steps];
    for (int k = 0; k < steps; k++) {
      String[] cells = lines.get(k + 1).strip().split(",", -1);
      if (cells.length != (priced ? 3 : 2)) {
        throw new TraceException(
            "%s: line %d has %d cells, the header %d"
                .formatted(name, k + 2, cells.length, priced ? 3 : 2));
      }
      at.add(time(name, k + 2, cells[0]));
      up.set(k, number(name, k + 2, "availability", cells[1]) >= lacking.atLeast());
      prices[k] =
          priced
              ? number(name, k + 2, "price", cells[2])
              : TraceReader.needed(name, lacking.spotPrice(), "spot");
    }
    double gap = gap(name, at);
    String zone = TraceReader.zone(name);
    return new SpotTrace(
        "",
        TraceReader.region(zone),
        zone,
        at.getFirst(),
        gap,
        TraceReader.needed(name, lacking.onDemandPrice(), "on-demand"),
        "USD",
        steps,
        up,
        prices);
  }

  private static double gap(String name, List<Instant> at) {
    List<Double> distances = new ArrayList<>();
    for (int k = 1; k < at.size(); k++) {
      double seconds = Duration.between(at.get(k - 1), at.get(k)).toMillis() / 1000.0;
      if (seconds <= 0) {
        throw new TraceException(
            "%s: line %d (%s) is not after line %d (%s); sort the lines by date"
                .formatted(name, k + 2, at.get(k), k + 1, at.get(k - 1)));
      }
      distances.add(seconds);
    }
    double median = distances.stream().sorted().toList().get(distances.size() / 2);
    for (int k = 0; k < distances.size(); k++) {
      if (distances.get(k) > HOLE * median) {
        throw new TraceException(
            "%s: nothing was recorded between %s and %s, a step is %.0f s; a hole cannot be replayed"
                .formatted(name, at.get(k), at.get(k + 1), median));
      }
    }
    return median;
  }

  private static Instant time(String name, int line, String text) {
    try {
      String iso = text.strip().replace(' ', 'T');
      return iso.endsWith("Z")
          ? Instant.parse(iso)
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new TraceException(
          "%s: line %d: date is \"%s\", expected for example 2026-03-01 00:00:00"
              .formatted(name, line, text));
    }
  }

  private static double number(String name, int line, String what, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new TraceException(
          "%s: line %d: %s is \"%s\", a hole cannot be replayed".formatted(name, line, what, text));
    }
  }
}
