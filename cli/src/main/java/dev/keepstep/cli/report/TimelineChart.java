package dev.keepstep.cli.report;

import java.util.List;

/** Bars over time, a row each for what they lie in: attempts by zone. */
public final class TimelineChart {
  private static final int WIDTH = 640;
  private static final int LEFT = 150;
  private static final int RIGHT = 14;
  private static final int ROW = 44;
  private static final int BOTTOM = 40;

  /**
   * A bar.
   *
   * @param row the row's name
   * @param from seconds
   * @param to seconds, at least {@code from}
   * @param label in the bar
   * @param cut whether it was ended from outside
   */
  public record Bar(String row, double from, double to, String label, boolean cut) {}

  private TimelineChart() {}

  /**
   * Draws it.
   *
   * @param bars at least one that ends after second 0
   */
  public static String svg(List<Bar> bars) {
    List<String> rows = bars.stream().map(Bar::row).distinct().sorted().toList();
    int bottom = rows.size() * ROW;
    double end = bars.stream().mapToDouble(Bar::to).max().orElseThrow();
    Axis x = new Axis(0, end, LEFT, WIDTH - RIGHT);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">\n".formatted(WIDTH, bottom + BOTTOM));
    for (double tick : x.ticks(4)) {
      LineChart.line(svg, x.at(tick), 0, x.at(tick), bottom, "var(--line)", "");
      LineChart.text(svg, x.at(tick), bottom + 24, "middle", "", Axis.label(tick) + " s");
    }
    for (int i = 0; i < rows.size(); i++) {
      LineChart.text(svg, LEFT - 12, i * ROW + 27, "end", "", rows.get(i));
    }
    for (Bar bar : bars) {
      double y = rows.indexOf(bar.row()) * ROW + 8.0;
      double width = Math.max(3, x.at(bar.to()) - x.at(bar.from()));
      svg.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"28\" rx=\"4\" fill=\"var(--zone)\"/>%n"
              .formatted(
                  LineChart.number(x.at(bar.from())),
                  LineChart.number(y),
                  LineChart.number(width)));
      if (bar.cut()) {
        svg.append(
            "<rect x=\"%s\" y=\"%s\" width=\"4\" height=\"36\" fill=\"var(--bad)\"/>%n"
                .formatted(LineChart.number(x.at(bar.to()) - 2), LineChart.number(y - 4)));
      }
      LineChart.text(svg, x.at(bar.from()) + 8, y + 19, "start", "in", bar.label());
    }
    return svg.append("</svg>\n").toString();
  }
}
