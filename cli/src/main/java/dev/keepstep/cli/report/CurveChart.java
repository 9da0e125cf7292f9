package dev.keepstep.cli.report;

import java.util.List;

/** A few curves over few points, each point marked, with a legend. */
public final class CurveChart {
  private static final int WIDTH = 640;
  private static final int PLOT = 300;
  private static final int LEGEND = 24;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 48;

  /** Told apart in light and dark, and by people who see no red or no green. */
  private static final List<String> COLORS =
      List.of("var(--a)", "var(--b)", "#009e73", "#cc79a7", "#8a8d91", "#b59f00", "#56b4e9");

  /**
   * A curve.
   *
   * @param x of its points, rising
   * @param y of its points
   * @param dashed for what is no competitor but a mark
   */
  public record Curve(String name, List<Double> x, List<Double> y, boolean dashed) {
    public Curve {
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }

  private CurveChart() {}

  /** The colour of the n-th curve. */
  static String color(int n) {
    return COLORS.get(n % COLORS.size());
  }

  /**
   * Draws it.
   *
   * @param curves at least one, with at least two points of different x
   */
  public static String svg(String xTitle, List<Curve> curves) {
    double low = curves.stream().flatMap(c -> c.x().stream()).min(Double::compare).orElseThrow();
    double high = curves.stream().flatMap(c -> c.x().stream()).max(Double::compare).orElseThrow();
    double bottom = curves.stream().flatMap(c -> c.y().stream()).min(Double::compare).orElseThrow();
    double top = curves.stream().flatMap(c -> c.y().stream()).max(Double::compare).orElseThrow();
    double room = Math.max(1e-6, (top - bottom) * 0.08);
    Axis x = new Axis(low, high, LEFT + 10, WIDTH - RIGHT - 10);
    Axis y = new Axis(bottom - room, top + room, PLOT - BOTTOM, TOP);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\">\n"
            .formatted(WIDTH, PLOT + curves.size() * LEGEND));
    for (double tick : y.ticks(5)) {
      LineChart.line(svg, LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "var(--line)", "");
      LineChart.text(svg, LEFT - 8, y.at(tick) + 4, "end", "", Axis.label(tick));
    }
    for (double tick : curves.getFirst().x()) {
      LineChart.text(svg, x.at(tick), PLOT - BOTTOM + 20, "middle", "", Axis.label(tick));
    }
    LineChart.text(svg, WIDTH - RIGHT, PLOT - BOTTOM + 38, "end", "", xTitle);
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      draw(svg, curve, color(i), x, y);
      double at = PLOT + i * LEGEND + 10;
      LineChart.line(svg, LEFT, at, LEFT + 24.0, at, color(i), curve.dashed() ? "5 4" : "");
      LineChart.text(svg, LEFT + 34.0, at + 5, "start", "", curve.name());
    }
    return svg.append("</svg>\n").toString();
  }

  private static void draw(StringBuilder svg, Curve curve, String color, Axis x, Axis y) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < curve.x().size(); i++) {
      double px = x.at(curve.x().get(i));
      double py = y.at(curve.y().get(i));
      d.append(i == 0 ? 'M' : 'L').append(LineChart.number(px)).append(' ');
      d.append(LineChart.number(py));
      if (!curve.dashed()) {
        svg.append(
            "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>%n"
                .formatted(LineChart.number(px), LineChart.number(py), color));
      }
    }
    svg.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\" stroke-linejoin=\"round\"><title>%s</title></path>%n"
            .formatted(d, color, curve.dashed() ? "6 4" : "", HtmlPage.escape(curve.name())));
  }
}
