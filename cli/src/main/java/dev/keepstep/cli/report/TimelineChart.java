package dev.keepstep.cli.report;

import java.util.List;

/**
 * Bars over time, a row each for what they lie in: attempts by zone. A row's name is above its
 * bars, so that it may be as long as it likes on a phone.
 */
public final class TimelineChart {
  private static final int LEFT = 6;
  private static final int RIGHT = 14;
  private static final int ROW = 62;
  private static final int BAR = 28;
  private static final int NAME = 20;
  private static final int BOTTOM = 34;
  private static final double MINUTES_FROM = 600;
  private static final double HOURS_FROM = 3 * 3600;

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
   * Draws it; rows by name, times in seconds, minutes or hours as they fit.
   *
   * @param bars at least one that ends after second 0
   */
  public static String svg(List<Bar> bars) {
    List<String> rows = bars.stream().map(Bar::row).distinct().sorted().toList();
    int bottom = rows.size() * ROW;
    double end = bars.stream().mapToDouble(Bar::to).max().orElseThrow();
    double unit = end >= HOURS_FROM ? 3600 : end >= MINUTES_FROM ? 60 : 1;
    String name = unit == 3600 ? " h" : unit == 60 ? " min" : " s";
    Axis x = new Axis(0, end / unit, LEFT, Svg.WIDTH - RIGHT);
    Svg svg = new Svg(bottom + BOTTOM, "attempts over time, in " + String.join(", ", rows));
    for (double tick : x.ticks(4)) {
      svg.line(x.at(tick), 4, x.at(tick), bottom, "line", "");
      boolean first = x.at(tick) < LEFT + 16;
      boolean last = x.at(tick) > Svg.WIDTH - RIGHT - 24;
      svg.text(
          x.at(tick),
          bottom + 22,
          first ? "start" : last ? "end" : "middle",
          "",
          Axis.label(tick) + name);
    }
    for (int i = 0; i < rows.size(); i++) {
      svg.text(LEFT, i * ROW + NAME, "start", "row", rows.get(i));
    }
    for (Bar bar : bars) {
      draw(svg, bar, rows.indexOf(bar.row()) * ROW + NAME + 8.0, x, unit);
    }
    return svg.svg();
  }

  private static void draw(Svg svg, Bar bar, double y, Axis x, double unit) {
    double from = x.at(bar.from() / unit);
    double width = Math.max(3, x.at(bar.to() / unit) - from);
    String title =
        "%s, %s to %s s"
            .formatted(
                bar.label(), Axis.label(Math.rint(bar.from())), Axis.label(Math.rint(bar.to())));
    svg.rect(from, y, width, BAR, "zone", title);
    if (bar.cut()) {
      svg.rect(from + width - 2, y - 4, 4, BAR + 8, "bad", "interrupted");
    }
    double letters = bar.label().length() * Svg.LETTER + 10;
    if (width >= letters) {
      svg.text(from + 7, y + 20, "start", "in", bar.label());
    }
  }
}
