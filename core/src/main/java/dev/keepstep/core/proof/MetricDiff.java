package dev.keepstep.core.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics of two builds side by side, previous and current; for all of them more is better.
 *
 * @param rows in the previous build's order, then what is new
 */
public record MetricDiff(List<Row> rows) {
  /** How a metric changed. */
  public enum Change {
    /** The same k of the same n. */
    UNCHANGED,
    BETTER,
    WORSE,
    /** The same share, of another n: the builds were not measured on the same data. */
    OTHER_SAMPLES,
    /** In one build only. */
    MISSING;

    String text() {
      return switch (this) {
        case UNCHANGED -> "unchanged";
        case BETTER -> "better";
        case WORSE -> "worse";
        case OTHER_SAMPLES -> "unchanged, of other samples";
        case MISSING -> "missing";
      };
    }
  }

  /** One metric. */
  public record Row(String name, Optional<Metric> previous, Optional<Metric> current) {
    public Change change() {
      if (previous.isEmpty() || current.isEmpty()) {
        return Change.MISSING;
      }
      if (previous.get().k() == current.get().k() && previous.get().n() == current.get().n()) {
        return Change.UNCHANGED;
      }
      int order = current.get().compareShare(previous.get());
      return order == 0 ? Change.OTHER_SAMPLES : order > 0 ? Change.BETTER : Change.WORSE;
    }

    String text(Optional<Metric> metric) {
      return metric.map(Metric::text).orElse("-");
    }
  }

  public MetricDiff {
    rows = List.copyOf(rows);
  }

  public static MetricDiff of(List<Metric> previous, List<Metric> current) {
    Map<String, Metric> before = byName(previous);
    Map<String, Metric> after = byName(current);
    List<String> names = new ArrayList<>(before.keySet());
    after.keySet().stream().filter(name -> !before.containsKey(name)).forEach(names::add);
    return new MetricDiff(
        names.stream()
            .map(
                name ->
                    new Row(
                        name,
                        Optional.ofNullable(before.get(name)),
                        Optional.ofNullable(after.get(name))))
            .toList());
  }

  /** Whether every metric is the same k of the same n. */
  public boolean identical() {
    return rows.stream().allMatch(row -> row.change() == Change.UNCHANGED);
  }

  /** Aligned columns, a line per metric, each ending in a line feed. */
  public String table() {
    int name = width(rows.stream().map(Row::name).toList());
    int previous = width(rows.stream().map(row -> row.text(row.previous())).toList());
    int current = width(rows.stream().map(row -> row.text(row.current())).toList());
    StringBuilder out = new StringBuilder();
    for (Row row : rows) {
      out.append(pad(row.name(), name))
          .append("  previous ")
          .append(pad(row.text(row.previous()), previous))
          .append("  current ")
          .append(pad(row.text(row.current()), current))
          .append("  ")
          .append(row.change().text())
          .append('\n');
    }
    return out.toString();
  }

  /**
   * As JUnit XML, a test case per metric, so that any CI shows which one moved; a metric fails
   * unless it is identical.
   *
   * @param suite the suite's name
   */
  public String junitXml(String suite) {
    long failures = rows.stream().filter(row -> row.change() != Change.UNCHANGED).count();
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append(
        "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\">\n"
            .formatted(escape(suite), rows.size(), failures));
    for (Row row : rows) {
      String both =
          "previous %s, current %s: %s"
              .formatted(row.text(row.previous()), row.text(row.current()), row.change().text());
      out.append(
          "  <testcase classname=\"%s\" name=\"%s\">".formatted(escape(suite), escape(row.name())));
      if (row.change() == Change.UNCHANGED) {
        out.append("<system-out>").append(escape(both)).append("</system-out>");
      } else {
        out.append("<failure message=\"").append(escape(both)).append("\"/>");
      }
      out.append("</testcase>\n");
    }
    return out.append("</testsuite>\n").toString();
  }

  private static Map<String, Metric> byName(List<Metric> metrics) {
    Map<String, Metric> map = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      if (map.put(metric.name(), metric) != null) {
        throw new IllegalArgumentException("two metrics are called \"" + metric.name() + "\"");
      }
    }
    return map;
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
