package dev.keepstep.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over steps, with marks where something happened. */
public final class LineChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 30;
  private static final int BOTTOM = 40;
  private static final int BINS = 160;

  /** A value at a step. */
  public record Point(double x, double y) {}

  /**
   * A line.
   *
   * @param color a CSS variable of the page: {@code a} or {@code b}
   * @param band drawn broad and pale, to lie under another
   */
  public record Series(String name, List<Point> points, String color, boolean band) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** Something that happened at a step. */
  public record Mark(double x, String label) {}

  private LineChart() {}

  /**
   * Draws it.
   *
   * @param xTitle what the x axis counts
   * @param series at least one with at least two points of different x
   */
  public static String svg(String xTitle, List<Series> series, List<Mark> marks) {
    List<Series> thinned = series.stream().map(LineChart::thin).toList();
    double right = max(thinned, true);
    Axis x = new Axis(0, right, LEFT, WIDTH - RIGHT);
    double top = max(thinned, false);
    Axis y = new Axis(0, top > 0 ? top * 1.05 : 1, HEIGHT - BOTTOM, TOP);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">\n".formatted(WIDTH, HEIGHT));
    for (double tick : y.ticks(4)) {
      line(svg, LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "var(--line)", "");
      text(svg, LEFT - 8, y.at(tick) + 4, "end", "", Axis.label(tick));
    }
    for (double tick : x.ticks(5)) {
      text(svg, x.at(tick), HEIGHT - BOTTOM + 24, "middle", "", Axis.label(tick));
    }
    text(svg, WIDTH - RIGHT, HEIGHT - 2, "end", "", xTitle);
    for (Mark mark : marks) {
      line(svg, x.at(mark.x()), TOP, x.at(mark.x()), HEIGHT - BOTTOM, "var(--bad)", "4 4");
      text(svg, x.at(mark.x()), TOP - 10, "middle", "bad", mark.label());
    }
    thinned.forEach(s -> path(svg, s, x, y));
    return svg.append("</svg>\n").toString();
  }

  private static void path(StringBuilder svg, Series series, Axis x, Axis y) {
    StringBuilder d = new StringBuilder();
    for (Point point : series.points()) {
      d.append(d.isEmpty() ? 'M' : 'L')
          .append(number(x.at(point.x())))
          .append(' ')
          .append(number(y.at(point.y())));
    }
    svg.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"var(--%s)\" stroke-width=\"%s\" stroke-opacity=\"%s\" stroke-linejoin=\"round\"><title>%s</title></path>%n"
            .formatted(
                d,
                series.color(),
                series.band() ? "7" : "2",
                series.band() ? "0.35" : "1",
                HtmlPage.escape(series.name())));
  }

  /** Averages over spans of equal length: a loss per step is mostly noise. */
  private static Series thin(Series series) {
    if (series.points().size() <= BINS) {
      return series;
    }
    List<Point> means = new ArrayList<>();
    int size = series.points().size();
    for (int bin = 0; bin < BINS; bin++) {
      List<Point> span =
          series
              .points()
              .subList((int) ((long) bin * size / BINS), (int) ((bin + 1L) * size / BINS));
      means.add(
          new Point(
              span.getLast().x(), span.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    return new Series(series.name(), means, series.color(), series.band());
  }

  private static double max(List<Series> series, boolean ofX) {
    return series.stream()
        .flatMap(s -> s.points().stream())
        .mapToDouble(p -> ofX ? p.x() : p.y())
        .max()
        .orElseThrow();
  }

  static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String color, String dashes) {
    svg.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-dasharray=\"%s\"/>%n"
            .formatted(number(x1), number(y1), number(x2), number(y2), color, dashes));
  }

  static void text(StringBuilder svg, double x, double y, String anchor, String css, String text) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" class=\"%s\">%s</text>%n"
            .formatted(number(x), number(y), anchor, css, HtmlPage.escape(text)));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
