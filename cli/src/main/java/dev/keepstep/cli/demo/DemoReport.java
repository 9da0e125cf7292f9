package dev.keepstep.cli.demo;

import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.cli.report.LineChart;
import dev.keepstep.cli.report.TimelineChart;
import dev.keepstep.cli.runs.Curves;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.site.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The demo's result as one HTML file. */
final class DemoReport {
  private static final List<HtmlPage.Key> BOTH =
      List.of(new HtmlPage.Key("a", "interrupted"), new HtmlPage.Key("b", "undisturbed"));

  private final DemoResult result;
  private final RunFiles interrupted;
  private final RunFiles undisturbed;

  DemoReport(DemoResult result, RunFiles interrupted, RunFiles undisturbed) {
    this.result = result;
    this.interrupted = interrupted;
    this.undisturbed = undisturbed;
  }

  /**
   * The file.
   *
   * @param command what made it
   */
  String html(String command) {
    RunRecord run = result.interrupted();
    HtmlPage page = new HtmlPage("Keepstep demo: " + run.name());
    page.verdict(verdict(), result.identical());
    pictures(page);
    page.heading("Bits").table(bits());
    page.heading("Interruptions").table(interruptions());
    page.heading("Metrics, previous (undisturbed) and current (interrupted)").table(metrics());
    if (!interrupted.envelope().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("what the bits depend on", ""));
      interrupted.envelope().forEach((name, value) -> rows.add(List.of(name, value)));
      page.heading("Envelope").table(rows);
    }
    page.heading("Made by").code(command);
    page.note("%s, %d steps, seed %d".formatted(Instant.now(), run.steps(), result.seed()));
    return page.html();
  }

  private String verdict() {
    RunRecord run = result.interrupted();
    String what =
        "%s, %s"
            .formatted(
                Words.count(run.interruptions().size(), "interruption"),
                Words.count(result.attempts(), "attempt"));
    return result.identical()
        ? "Identical: after %s, the %d steps ended with the bits of the undisturbed run."
            .formatted(what, run.steps())
        : "Different: after %s, the bits are not those of the undisturbed run.".formatted(what);
  }

  private void pictures(HtmlPage page) {
    List<LineChart.Mark> marks = new ArrayList<>();
    for (Interruption i : result.interrupted().interruptions()) {
      if (i.stepLostAt() != null) {
        marks.add(new LineChart.Mark(i.stepLostAt(), i.noticeGiven() != null ? "notice" : "lost"));
      }
    }
    List<Curves.At> loss = interrupted.curves().loss();
    if (loss.size() > 1 && undisturbed.curves().loss().size() > 1) {
      page.heading("Loss")
          .figure(
              "Mean loss by step: one run lies on the other."
                  + " Red: the last step before a node was lost.",
              BOTH,
              LineChart.svg("step", both(undisturbed.curves().loss(), loss), marks));
    }
    List<Curves.At> accuracy = interrupted.curves().accuracy();
    if (accuracy.size() > 1 && undisturbed.curves().accuracy().size() > 1) {
      page.heading("Accuracy")
          .figure(
              "Share of fields read right on a few calibration documents, by step.",
              BOTH,
              LineChart.svg("step", both(undisturbed.curves().accuracy(), accuracy), marks));
    }
    List<TimelineChart.Bar> bars = bars();
    if (!bars.isEmpty()) {
      page.heading("Attempts")
          .figure(
              "Where each attempt was, in seconds since the job was applied. Red: interrupted.",
              TimelineChart.svg(bars));
    }
  }

  private List<TimelineChart.Bar> bars() {
    RunRecord run = result.interrupted();
    int last = result.attempts();
    return run.attempts().stream()
        .map(
            span ->
                new TimelineChart.Bar(
                    span.zone() + " " + span.capacity(),
                    seconds(run, span.from()),
                    Math.max(seconds(run, span.from()) + 0.1, seconds(run, span.until())),
                    Integer.toString(span.number()),
                    span.number() < last))
        .toList();
  }

  private static double seconds(RunRecord run, Instant at) {
    return Math.max(0, Duration.between(run.applied(), at).toMillis() / 1000.0);
  }

  private static List<LineChart.Series> both(
      List<Curves.At> undisturbed, List<Curves.At> interrupted) {
    return List.of(
        series("undisturbed", undisturbed, "b", LineChart.Style.BAND),
        series("interrupted", interrupted, "a", LineChart.Style.LINE));
  }

  private static LineChart.Series series(
      String name, List<Curves.At> points, String color, LineChart.Style style) {
    return new LineChart.Series(
        name,
        points.stream().map(p -> new LineChart.Point(p.step(), p.value())).toList(),
        color,
        style);
  }

  private List<List<String>> bits() {
    return List.of(
        List.of("run", "fingerprint of parameters and updater state", "attempts", "time"),
        row("interrupted", result.interrupted()),
        row("undisturbed", result.undisturbed()));
  }

  private static List<String> row(String name, RunRecord run) {
    return List.of(
        name,
        run.fingerprint(),
        Integer.toString(run.attempts().size()),
        Words.duration(run.took()));
  }

  private List<List<String>> interruptions() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "attempt",
            "cause",
            "sign",
            "node",
            "lost at step",
            "resumed at",
            "recomputed",
            "changeover"));
    for (Interruption i : result.interrupted().interruptions()) {
      rows.add(
          List.of(
              text(i.attempt()),
              text(i.cause()),
              text(i.sign()),
              text(i.node()),
              text(i.stepLostAt()),
              text(i.resumedAtStep()),
              text(i.recomputedSteps()),
              i.changeover() == null ? "-" : Words.duration(i.changeover().total())));
    }
    return rows;
  }

  private List<List<String>> metrics() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("metric", "previous", "current", ""));
    rows.addAll(metricRows(result));
    return rows;
  }

  /** Name, previous, current and whether they differ, for each metric. */
  static List<List<String>> metricRows(DemoResult result) {
    List<List<String>> rows = new ArrayList<>();
    result
        .undisturbed()
        .metrics()
        .forEach(
            (name, previous) -> {
              String current = text(result.interrupted().metrics().get(name));
              rows.add(
                  List.of(
                      Words.metric(name),
                      previous,
                      current,
                      previous.equals(current) ? "unchanged" : "different"));
            });
    return rows;
  }

  private static String text(@Nullable Object value) {
    return Objects.toString(value, "-");
  }
}
