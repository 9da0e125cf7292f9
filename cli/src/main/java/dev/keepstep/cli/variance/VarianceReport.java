package dev.keepstep.cli.variance;

import dev.keepstep.cli.Words;
import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.cli.report.LineChart;
import dev.keepstep.cli.report.StripChart;
import dev.keepstep.cli.runs.Curves;
import dev.keepstep.core.proof.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The spread over the seeds as one page. */
final class VarianceReport {
  private VarianceReport() {}

  static String html(Variance variance, String command, Instant at) {
    HtmlPage page = new HtmlPage("Keepstep: what the seed alone does");
    page.verdict(variance.sentence(), variance.repeatable());
    page.note(variance.moral());
    page.heading("Metrics by seed")
        .figure(
            "One dot a seed; mean and standard deviation at the right. The same seed run twice is"
                + " two dots on each other.",
            List.of(
                new HtmlPage.Key("a", "a seed"), new HtmlPage.Key("b", "the first seed, twice")),
            StripChart.svg(strips(variance)));
    curves(page, variance);
    page.heading("In numbers").table(variance.rows());
    List<List<String>> parameters = new ArrayList<>();
    parameters.add(List.of("the same for all", ""));
    parameters.add(List.of("steps", Long.toString(variance.first().result().steps())));
    new java.util.TreeMap<>(variance.first().result().parameters())
        .forEach((name, value) -> parameters.add(List.of(name, value)));
    page.heading("The training").table(parameters);
    return page.heading("Made by").code(command).note(at.toString()).html();
  }

  private static List<StripChart.Row> strips(Variance variance) {
    List<StripChart.Row> rows = new ArrayList<>();
    for (Spread spread : variance.spreads()) {
      List<StripChart.Dot> dots = new ArrayList<>();
      for (SeedRun run : variance.runs()) {
        boolean twice = run.equals(variance.first());
        dots.add(dot(spread, run, twice ? "b" : "a", "seed "));
      }
      dots.add(dot(spread, variance.again(), "b", "again, seed "));
      rows.add(new StripChart.Row(Words.metric(spread.name()), spread.says(), dots));
    }
    return rows;
  }

  private static StripChart.Dot dot(Spread spread, SeedRun run, String color, String words) {
    Metric metric =
        run.result().metrics().stream()
            .filter(m -> m.name().equals(spread.name()))
            .findFirst()
            .orElseThrow();
    return new StripChart.Dot(
        Spread.share(metric), color, words + run.result().seed() + ": " + metric.text());
  }

  private static void curves(HtmlPage page, Variance variance) {
    List<LineChart.Series> lines = new ArrayList<>();
    for (SeedRun run : variance.runs().subList(1, variance.runs().size())) {
      lines.add(series(run, "seed ", "a", LineChart.Style.FAINT));
    }
    lines.add(series(variance.first(), "seed ", "b", LineChart.Style.BAND));
    lines.add(series(variance.again(), "again, seed ", "b", LineChart.Style.LINE));
    if (lines.stream().allMatch(line -> line.points().size() > 1)) {
      page.heading("Loss by step")
          .figure(
              "The other seeds thin; the first seed broad, and its second run as a line on it.",
              List.of(
                  new HtmlPage.Key("a", "other seeds"),
                  new HtmlPage.Key("b", "the first seed, twice")),
              LineChart.svg("step", lines, List.of()));
    }
  }

  private static LineChart.Series series(
      SeedRun run, String words, String color, LineChart.Style style) {
    List<LineChart.Point> points = new ArrayList<>();
    for (Curves.At at : run.curves().loss()) {
      points.add(new LineChart.Point(at.step(), at.value()));
    }
    return new LineChart.Series(words + run.result().seed(), points, color, style);
  }
}
