package dev.keepstep.cli.report;

import java.util.List;
import java.util.stream.DoubleStream;

/** Dots on a line, a row each: how far values of one kind lie apart. */
public final class StripChart {
  private static final int LEFT = 22;
  private static final int RIGHT = 22;
  private static final int ROW = 66;
  private static final int NAME = 20;
  private static final int LINE = 42;
  private static final int BOTTOM = 34;
  private static final double LEAST_SPAN = 1e-4;

  /**
   * A value.
   *
   * @param color a CSS variable of the page
   * @param title what it is, shown where the pointer rests
   */
  public record Dot(double value, String color, String title) {}

  /**
   * Values of one kind.
   *
   * @param says a word on them, beside the name
   */
  public record Row(String name, String says, List<Dot> dots) {
    public Row {
      dots = List.copyOf(dots);
    }
  }

  private StripChart() {}

  /**
   * Draws it: one scale, as wide as the values lie apart.
   *
   * @param rows at least one with at least one dot
   */
  public static String svg(List<Row> rows) {
    double least = values(rows).min().orElseThrow();
    double most = values(rows).max().orElseThrow();
    double margin = Math.max(LEAST_SPAN, (most - least) * 0.05);
    Axis x = new Axis(least - margin, most + margin, LEFT, Svg.WIDTH - RIGHT);
    int bottom = rows.size() * ROW;
    Svg svg =
        new Svg(
            bottom + BOTTOM,
            String.join("; ", rows.stream().map(row -> row.name() + " " + row.says()).toList()));
    for (double tick : x.ticks(4)) {
      svg.line(x.at(tick), 4, x.at(tick), bottom, "line", "");
      svg.text(x.at(tick), bottom + 22, "middle", "", Axis.label(tick));
    }
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      svg.text(2, i * ROW + NAME, "start", "row", row.name());
      svg.text(Svg.WIDTH - 2, i * ROW + NAME, "end", "", row.says());
      double y = i * ROW + LINE;
      double from = row.dots().stream().mapToDouble(Dot::value).min().orElse(least);
      double to = row.dots().stream().mapToDouble(Dot::value).max().orElse(from);
      svg.line(x.at(from), y, x.at(to), y, "soft", "");
      row.dots().forEach(dot -> svg.dot(x.at(dot.value()), y, 7, dot.color(), dot.title()));
    }
    return svg.svg();
  }

  private static DoubleStream values(List<Row> rows) {
    return rows.stream().flatMap(row -> row.dots().stream()).mapToDouble(Dot::value);
  }
}
