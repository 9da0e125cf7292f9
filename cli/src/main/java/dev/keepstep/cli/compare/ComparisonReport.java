package dev.keepstep.cli.compare;

import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.cli.report.LineChart;
import dev.keepstep.cli.report.StripChart;
import dev.keepstep.cli.runs.Curves;
import dev.keepstep.core.proof.Metric;
import dev.keepstep.core.proof.MetricDiff;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two runs side by side as one page. */
final class ComparisonReport {
  private static final List<HtmlPage.Key> KEYS =
      List.of(new HtmlPage.Key("b", "previous"), new HtmlPage.Key("a", "current"));

  private ComparisonReport() {}

  static String html(Comparison comparison, String command, Instant at) {
    HtmlPage page = new HtmlPage("Keepstep: previous vs. current");
    page.verdict(comparison.sentence(), comparison.identical());
    page.heading("Metrics").table(comparison.rows());
    page.note(
        "k/n is how many of how many; more is better. A metric is unchanged only if it is the same"
            + " k of the same n.");
    List<StripChart.Row> strips = strips(comparison.diff());
    if (!strips.isEmpty()) {
      page.heading("How far apart").figure("One scale for all.", KEYS, StripChart.svg(strips));
    }
    curve(
        page, "Loss", comparison.previous().curves().loss(), comparison.current().curves().loss());
    curve(
        page,
        "Accuracy on a few calibration documents",
        comparison.previous().curves().accuracy(),
        comparison.current().curves().accuracy());
    page.heading("The two").table(sides(comparison));
    if (!comparison.notes().isEmpty()) {
      page.heading("Also different");
      comparison.notes().forEach(page::note);
    }
    return page.heading("Made by").code(command).note(at.toString()).html();
  }

  private static List<StripChart.Row> strips(MetricDiff diff) {
    List<StripChart.Row> rows = new ArrayList<>();
    for (MetricDiff.Row row : diff.rows()) {
      List<StripChart.Dot> dots = new ArrayList<>();
      dot(row.previous(), "b", "previous ").ifPresent(dots::add);
      dot(row.current(), "a", "current ").ifPresent(dots::add);
      if (!dots.isEmpty()) {
        rows.add(new StripChart.Row(row.name(), Comparison.word(row.change()), dots));
      }
    }
    return rows;
  }

  private static Optional<StripChart.Dot> dot(Optional<Metric> metric, String color, String who) {
    return metric
        .filter(m -> m.n() > 0)
        .map(m -> new StripChart.Dot((double) m.k() / m.n(), color, who + m.text()));
  }

  private static void curve(
      HtmlPage page, String heading, List<Curves.At> previous, List<Curves.At> current) {
    if (previous.size() > 1 && current.size() > 1) {
      page.heading(heading)
          .figure(
              "By step.",
              KEYS,
              LineChart.svg(
                  "step",
                  List.of(
                      series("previous", previous, "b", LineChart.Style.BAND),
                      series("current", current, "a", LineChart.Style.LINE)),
                  List.of()));
    }
  }

  private static LineChart.Series series(
      String name, List<Curves.At> values, String color, LineChart.Style style) {
    return new LineChart.Series(
        name,
        values.stream().map(v -> new LineChart.Point(v.step(), v.value())).toList(),
        color,
        style);
  }

  private static List<List<String>> sides(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "where", "fingerprint of parameters and updater state"));
    rows.add(row("previous", comparison.previous()));
    rows.add(row("current", comparison.current()));
    return rows;
  }

  private static List<String> row(String name, Side side) {
    return List.of(name, side.source(), side.fingerprint().orElse("not known"));
  }
}
