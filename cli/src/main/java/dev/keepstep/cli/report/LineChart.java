package dev.keepstep.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** Lines over steps, with marks where something happened. */
public final class LineChart {
  private static final int HEIGHT = 320;
  private static final int LEFT = 62;
  private static final int RIGHT = 16;
  private static final int BOTTOM = 52;
  private static final int ROW = 22;
  private static final int BINS = 160;

  /** A value at a step. */
  public record Point(double x, double y) {}

  /** How a line is drawn. */
  public enum Style {
    /** As usual. */
    LINE,
    /** Broad and pale, to lie under another. */
    BAND,
    /** Thin and pale, one of many. */
    FAINT
  }

  /**
   * A line.
   *
   * @param color a CSS variable of the page: {@code a}, {@code b}, …
   */
  public record Series(String name, List<Point> points, String color, Style style) {
    public Series {
      points = List.copyOf(points);
    }

    /**
     * @param band drawn broad and pale, to lie under another
     */
    public Series(String name, List<Point> points, String color, boolean band) {
      this(name, points, color, band ? Style.BAND : Style.LINE);
    }
  }

  /** Something that happened at a step. */
  public record Mark(double x, String label) {}

  private LineChart() {}

  /**
   * Draws it, y from 0.
   *
   * @param xTitle what the x axis counts
   * @param series at least one with at least two points of different x
   */
  public static String svg(String xTitle, List<Series> series, List<Mark> marks) {
    List<Series> thinned = series.stream().map(LineChart::thin).toList();
    double most = xs(thinned).max().orElseThrow();
    double top = ys(thinned).max().orElseThrow();
    Axis x = new Axis(0, most, LEFT, Svg.WIDTH - RIGHT);
    List<Integer> rows = rows(marks, x);
    int above = 12 + ROW * rows.stream().mapToInt(row -> row + 1).max().orElse(0);
    Axis y = new Axis(0, top > 0 ? top * 1.05 : 1, HEIGHT - BOTTOM, above);
    Svg svg =
        new Svg(
            HEIGHT,
            "%s by %s"
                .formatted(
                    String.join(", ", thinned.stream().map(Series::name).distinct().toList()),
                    xTitle));
    for (double tick : y.ticks(4)) {
      svg.line(LEFT, y.at(tick), Svg.WIDTH - RIGHT, y.at(tick), "line", "");
      svg.text(LEFT - 8, y.at(tick) + 5, "end", "", Axis.label(tick));
    }
    for (double tick : x.ticks(5)) {
      // a last label would be cut off at the picture's edge
      svg.text(
          x.at(tick),
          HEIGHT - BOTTOM + 22,
          x.at(tick) > Svg.WIDTH - RIGHT - 16 ? "end" : "middle",
          "",
          Axis.label(tick));
    }
    svg.text((LEFT + Svg.WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", "", xTitle);
    for (Series one : thinned) {
      path(svg, one, x, y);
    }
    for (int i = 0; i < marks.size(); i++) {
      mark(svg, marks.get(i), x, 16 + ROW * rows.get(i), HEIGHT - BOTTOM);
    }
    return svg.svg();
  }

  private static void mark(Svg svg, Mark mark, Axis x, double labelled, double bottom) {
    double at = x.at(mark.x());
    double half = width(mark) / 2;
    boolean atLeft = at - half < 0;
    boolean atRight = at + half > Svg.WIDTH;
    svg.line(at, labelled + 5, at, bottom, "bad", "4 4");
    svg.text(at, labelled, atLeft ? "start" : atRight ? "end" : "middle", "bad", mark.label());
  }

  /** In which row each mark's label is written, so that labels do not lie on each other. */
  private static List<Integer> rows(List<Mark> marks, Axis x) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < marks.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> marks.get(i).x()));
    List<Double> ends = new ArrayList<>();
    Integer[] rows = new Integer[marks.size()];
    for (int i : order) {
      double half = width(marks.get(i)) / 2;
      double at = Math.clamp(x.at(marks.get(i).x()), half, Svg.WIDTH - half);
      int row = 0;
      while (row < ends.size() && ends.get(row) > at - half) {
        row++;
      }
      if (row == ends.size()) {
        ends.add(0.0);
      }
      ends.set(row, at + half);
      rows[i] = row;
    }
    return List.of(rows);
  }

  private static double width(Mark mark) {
    return mark.label().length() * Svg.LETTER + 6;
  }

  private static void path(Svg svg, Series series, Axis x, Axis y) {
    StringBuilder d = new StringBuilder();
    for (Point point : series.points()) {
      d.append(d.isEmpty() ? 'M' : 'L')
          .append(Svg.number(x.at(point.x())))
          .append(' ')
          .append(Svg.number(y.at(point.y())));
    }
    switch (series.style()) {
      case LINE -> svg.path(d.toString(), series.color(), 2, 1, series.name());
      case BAND -> svg.path(d.toString(), series.color(), 8, 0.4, series.name());
      case FAINT -> svg.path(d.toString(), series.color(), 1.3, 0.55, series.name());
    }
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
    return new Series(series.name(), means, series.color(), series.style());
  }

  private static DoubleStream xs(List<Series> series) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::x);
  }

  private static DoubleStream ys(List<Series> series) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::y);
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
    return Svg.number(value);
  }
}
