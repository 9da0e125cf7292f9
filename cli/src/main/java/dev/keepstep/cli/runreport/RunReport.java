package dev.keepstep.cli.runreport;

import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.cli.report.LineChart;
import dev.keepstep.cli.report.StackChart;
import dev.keepstep.cli.report.TimelineChart;
import dev.keepstep.cli.runs.Curves;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.runs.RunSummary;
import dev.keepstep.cli.runs.TimeSpent;
import dev.keepstep.cli.runs.WriterSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run as one page: the verdict, pictures, tables, what the bits depended on, the command. */
final class RunReport {
  /** More rows than this are no picture: then all attempts share one. */
  private static final int MOST_ROWS = 12;

  private final RunSummary run;
  private final RunFiles files;

  RunReport(RunSummary run) {
    this.run = run;
    this.files = run.files();
  }

  /**
   * The file.
   *
   * @param command what made it
   * @param at when
   */
  String html(String command, Instant at) {
    HtmlPage page = new HtmlPage("Keepstep run: " + run.name());
    page.verdict(run.sentence(), run.good());
    curves(page);
    attempts(page);
    time(page);
    run.cost().ifPresent(cost -> new RunMoney(cost).addTo(page));
    RunTables tables = new RunTables(run);
    page.heading("Attempts in numbers").table(tables.attempts());
    if (!run.interruptions().isEmpty()) {
      page.heading("Interruptions").table(tables.interruptions());
    }
    if (!run.metrics().isEmpty()) {
      page.heading("Metrics").table(tables.metrics());
    }
    List<List<String>> fingerprints = tables.fingerprints();
    if (fingerprints.size() > 1) {
      page.heading("Fingerprints")
          .note(
              "SHA-256 over parameters and updater state: equal fingerprints, equal bits."
                  + " A step with several attempts was computed by each of them.")
          .table(fingerprints);
    }
    if (files.identity().isPresent()) {
      page.heading("What makes it this run").table(tables.identity(files.identity().get()));
    }
    if (!files.envelope().isEmpty()) {
      page.heading("Envelope")
          .note("What the bits depend on besides code, data and seed.")
          .table(tables.envelope());
    }
    if (!files.problems().isEmpty()) {
      page.heading("Could not be read");
      files.problems().forEach(page::note);
    }
    page.heading("Made by").code(command).note(at.toString());
    return page.html();
  }

  private void curves(HtmlPage page) {
    List<LineChart.Mark> marks = marks();
    String red = marks.isEmpty() ? "" : " Red: the step at which an attempt was lost.";
    picture(page, "Loss", "Mean loss by step." + red, files.curves().loss(), marks);
    picture(
        page,
        "Accuracy",
        "Share of fields read right on a few calibration documents, by step." + red,
        files.curves().accuracy(),
        marks);
  }

  private static void picture(
      HtmlPage page,
      String heading,
      String caption,
      List<Curves.At> values,
      List<LineChart.Mark> marks) {
    if (values.size() > 1) {
      page.heading(heading)
          .figure(
              caption,
              LineChart.svg(
                  "step",
                  List.of(
                      new LineChart.Series(
                          heading,
                          values.stream()
                              .map(v -> new LineChart.Point(v.step(), v.value()))
                              .toList(),
                          "a",
                          LineChart.Style.LINE)),
                  marks));
    }
  }

  /** Where attempts were lost: each writer's last step but the last one's. */
  private List<LineChart.Mark> marks() {
    List<LineChart.Mark> marks = new ArrayList<>();
    for (WriterSeen writer : files.writers()) {
      if (!writer.equals(files.writers().getLast())) {
        long step = writer.lastStep().orElse(writer.resumedAt());
        marks.add(
            new LineChart.Mark(
                step, run.interruptionOf(writer.info().attempt()).map(this::word).orElse("lost")));
      }
    }
    return marks;
  }

  private String word(Interruption interruption) {
    return interruption.noticeGiven() == null ? "lost" : "notice";
  }

  private void attempts(HtmlPage page) {
    if (files.writers().isEmpty()) {
      return;
    }
    Instant from = files.writers().getFirst().claimed();
    WriterSeen last = files.writers().getLast();
    boolean crowded = files.writers().stream().map(this::place).distinct().count() > MOST_ROWS;
    List<TimelineChart.Bar> bars = new ArrayList<>();
    for (WriterSeen writer : files.writers()) {
      double begin = seconds(Duration.between(from, writer.claimed()));
      bars.add(
          new TimelineChart.Bar(
              crowded ? "all nodes" : place(writer),
              Math.max(0, begin),
              Math.max(0, begin) + Math.max(0.1, seconds(writer.seen())),
              Integer.toString(writer.info().attempt()),
              !writer.equals(last)));
    }
    page.heading("Attempts")
        .figure(
            "Where each attempt trained, from its first trace in the bucket to its last, since the"
                + " first one began."
                + (bars.size() > 1 ? " Red: where one ended and the run went on elsewhere." : ""),
            TimelineChart.svg(bars));
  }

  private String place(WriterSeen writer) {
    Optional<String> zone =
        run.interruptionOf(writer.info().attempt()).flatMap(i -> Optional.ofNullable(i.zone()));
    return zone.map(z -> z + ", ").orElse("") + writer.info().node();
  }

  private void time(HtmlPage page) {
    TimeSpent time = run.time();
    if (time.total().isZero()) {
      return;
    }
    List<StackChart.Part> parts =
        List.of(
            part("steps that count", time.training(), "good"),
            part("steps done again", time.again(), "b"),
            part("between attempts", time.between(), "bad"),
            part("start, restore, save, evaluate", time.rest(), "d"));
    page.heading("Where the time went")
        .figure(
            "From the first attempt's start to the last trace, by the bucket's clock, which has"
                + " whole seconds.",
            parts.stream()
                .map(
                    part ->
                        new HtmlPage.Key(
                            part.color(),
                            "%s: %s (%.1f %%)"
                                .formatted(
                                    part.name(),
                                    part.says(),
                                    100 * part.amount() / seconds(time.total()))))
                .toList(),
            StackChart.svg(
                List.of(
                    new StackChart.Row(
                        Words.count(files.writers().size(), "attempt"),
                        parts,
                        Words.duration(time.total())))));
  }

  private static StackChart.Part part(String name, Duration amount, String color) {
    return new StackChart.Part(name, seconds(amount), color, Words.duration(amount));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
