package dev.keepstep.cli.report;

import java.util.Locale;

/** The pieces that pictures are put together from; numbers in pixels of the picture's own scale. */
final class Svg {
  /** Width of every picture: the page scales it to the screen. */
  static final int WIDTH = 640;

  /** About how wide a character is on a phone, where letters are drawn larger than on a desk. */
  static final double LETTER = 10.5;

  private final StringBuilder body = new StringBuilder();
  private final int height;
  private final String says;

  /**
   * @param says what the picture shows, for those who cannot see it
   */
  Svg(int height, String says) {
    this.height = height;
    this.says = says;
  }

  Svg line(double x1, double y1, double x2, double y2, String color, String dashes) {
    body.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"var(--%s)\" stroke-dasharray=\"%s\"/>%n"
            .formatted(number(x1), number(y1), number(x2), number(y2), color, dashes));
    return this;
  }

  /**
   * @param anchor which part of the text is at x: {@code start}, {@code middle} or {@code end}
   * @param css a class of the page's style, or nothing
   */
  Svg text(double x, double y, String anchor, String css, String text) {
    body.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" class=\"%s\">%s</text>%n"
            .formatted(number(x), number(y), anchor, css, HtmlPage.escape(text)));
    return this;
  }

  /**
   * @param title shown where the pointer rests
   */
  Svg rect(double x, double y, double width, double height, String color, String title) {
    body.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\" fill=\"var(--%s)\">%s</rect>%n"
            .formatted(number(x), number(y), number(width), number(height), color, title(title)));
    return this;
  }

  Svg dot(double x, double y, double radius, String color, String title) {
    body.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"var(--%s)\" fill-opacity=\"0.8\">%s</circle>%n"
            .formatted(number(x), number(y), number(radius), color, title(title)));
    return this;
  }

  Svg path(String d, String color, double width, double opacity, String title) {
    body.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"var(--%s)\" stroke-width=\"%s\" stroke-opacity=\"%s\" stroke-linejoin=\"round\">%s</path>%n"
            .formatted(d, color, number(width), opacity, title(title)));
    return this;
  }

  /** The picture. */
  String svg() {
    return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n%s</svg>%n"
        .formatted(WIDTH, height, HtmlPage.escape(says), body);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String title(String text) {
    return text.isEmpty() ? "" : "<title>" + HtmlPage.escape(text) + "</title>";
  }
}
