package dev.keepstep.cli.report;

import java.util.List;

/**
 * Where something was held when, a row for each place: pale where it was to be had, solid where it
 * was held.
 */
public final class PlacementChart {
  private static final int WIDTH = 640;
  private static final int LEFT = 150;
  private static final int RIGHT = 14;
  private static final int ROW = 30;
  private static final int BOTTOM = 40;

  /** A stretch of time, hours. */
  public record Stretch(double from, double to, String why) {}

  /**
   * A place.
   *
   * @param there when it was to be had
   * @param held when it was held
   * @param color a CSS variable of the page
   */
  public record Row(String name, List<Stretch> there, List<Stretch> held, String color) {
    public Row {
      there = List.copyOf(there);
      held = List.copyOf(held);
    }
  }

  private PlacementChart() {}

  /**
   * Draws it.
   *
   * @param end of the time axis, hours, more than zero
   * @param mark the deadline, hours; outside the axis it is left out
   */
  public static String svg(List<Row> rows, double end, double mark) {
    int bottom = rows.size() * ROW;
    Axis x = new Axis(0, end, LEFT, WIDTH - RIGHT);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">\n".formatted(WIDTH, bottom + BOTTOM));
    for (double tick : x.ticks(5)) {
      LineChart.line(svg, x.at(tick), 0, x.at(tick), bottom, "var(--line)", "");
      LineChart.text(svg, x.at(tick), bottom + 22, "middle", "", Axis.label(tick) + " h");
    }
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = i * ROW + 4.0;
      LineChart.text(svg, LEFT - 12, y + 15, "end", "", row.name());
      row.there().forEach(s -> bar(svg, x, s, y + 7, 8, row.color(), 0.28));
      row.held().forEach(s -> bar(svg, x, s, y, 22, row.color(), 1));
    }
    if (mark <= end) {
      LineChart.line(svg, x.at(mark), 0, x.at(mark), bottom, "var(--bad)", "4 4");
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(
      StringBuilder svg, Axis x, Stretch s, double y, int height, String color, double opacity) {
    svg.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%d\" rx=\"2\" fill=\"var(--%s)\" fill-opacity=\"%s\"><title>%s</title></rect>%n"
            .formatted(
                LineChart.number(x.at(s.from())),
                LineChart.number(y),
                LineChart.number(Math.max(1, x.at(s.to()) - x.at(s.from()))),
                height,
                color,
                opacity,
                HtmlPage.escape(s.why())));
  }
}
