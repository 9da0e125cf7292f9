package dev.keepstep.cli.report;

import java.util.List;

/** Bars of parts put one after another, on one scale: where time or money went. */
public final class StackChart {
  private static final int LEFT = 6;
  private static final int RIGHT = 14;
  private static final int ROW = 66;
  private static final int NAME = 20;
  private static final int BAR = 30;

  /**
   * A piece of a bar.
   *
   * @param color a CSS variable of the page
   * @param says its amount, for people
   */
  public record Part(String name, double amount, String color, String says) {}

  /**
   * A bar.
   *
   * @param says its sum, for people
   */
  public record Row(String name, List<Part> parts, String says) {
    public Row {
      parts = List.copyOf(parts);
    }

    double sum() {
      return parts.stream().mapToDouble(Part::amount).sum();
    }
  }

  private StackChart() {}

  /**
   * Draws it; no axis: each bar has its sum written beside its name.
   *
   * @param rows at least one with more than nothing in it
   */
  public static String svg(List<Row> rows) {
    double most = rows.stream().mapToDouble(Row::sum).max().orElseThrow();
    Axis x = new Axis(0, most, LEFT, Svg.WIDTH - RIGHT);
    Svg svg =
        new Svg(
            rows.size() * ROW,
            String.join("; ", rows.stream().map(row -> row.name() + " " + row.says()).toList()));
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = i * ROW + NAME + 8.0;
      svg.text(LEFT, i * ROW + NAME, "start", "row", row.name());
      svg.text(Svg.WIDTH - RIGHT, i * ROW + NAME, "end", "row", row.says());
      double at = 0;
      for (Part part : row.parts()) {
        double width = x.at(at + part.amount()) - x.at(at);
        if (width > 0) {
          String title = part.name() + " " + part.says();
          svg.rect(x.at(at), y, Math.max(1, width), BAR, part.color(), title);
          if (width >= part.says().length() * Svg.LETTER + 10) {
            svg.text(x.at(at) + 7, y + 21, "start", "in", part.says());
          }
        }
        at += part.amount();
      }
    }
    return svg.svg();
  }
}
