package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Words;
import dev.keepstep.cli.report.CurveChart;
import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.simulate.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A simulation as one HTML file. */
final class SimulationReport {
  private final String setting;
  private final List<PlacementPolicy> policies;
  private final boolean operator;
  private final List<Run> runs;
  private final List<Summary> swept;

  /**
   * @param setting traces and assumptions, in words
   * @param operator whether the operator's whole decider led the runs
   * @param runs what was asked for
   * @param swept the same over several deadline ratios
   */
  SimulationReport(
      String setting,
      List<PlacementPolicy> policies,
      boolean operator,
      List<Run> runs,
      List<Run> swept) {
    this.setting = setting;
    this.policies = policies;
    this.operator = operator;
    this.runs = runs;
    this.swept = Summary.all(swept);
  }

  /**
   * The file.
   *
   * @param command what made it
   */
  String html(String command) {
    List<Summary> summaries = Summary.all(runs);
    long missed = runs.stream().filter(r -> !r.result().deadlineMet()).count();
    HtmlPage page = new HtmlPage("Keepstep simulation");
    page.verdict(verdict(summaries, missed), missed == 0);
    page.note(setting);
    costs(page);
    timelines(page);
    page.heading("Figures").table(Summary.table(figures(summaries)));
    page.note(
        "Means over the starts. Saving is 1 - cost / (on-demand price x work). The bound is what no"
            + " schedule can be cheaper than, even one that knows the whole trace.");
    page.heading("Made by").code(command);
    return page.html();
  }

  /** What was asked for, then the other deadlines. */
  private List<Summary> figures(List<Summary> asked) {
    return Stream.concat(
            asked.stream(),
            swept.stream()
                .filter(
                    s ->
                        asked.stream()
                            .noneMatch(
                                a -> a.policy().equals(s.policy()) && a.ratio() == s.ratio())))
        .toList();
  }

  private static String verdict(List<Summary> summaries, long missed) {
    Summary first = summaries.getFirst();
    return String.format(
        Locale.ROOT,
        "%s saves %s of the on-demand price at %.2f times the work, over %d starts; %s.",
        first.policy(),
        Summary.percent(first.saving()),
        first.ratio(),
        first.runs().size(),
        missed == 0 ? "no deadline missed" : missed + " deadlines missed");
  }

  private void costs(HtmlPage page) {
    List<CurveChart.Curve> curves = new ArrayList<>();
    for (PlacementPolicy policy : policies) {
      List<Summary> own = swept.stream().filter(s -> s.policy().equals(policy.name())).toList();
      // on-demand is a flat line so high that it presses the others together
      if (own.size() > 1 && !policy.name().equals("on-demand")) {
        curves.add(curve(policy.name(), own, own.stream().map(Summary::cost).toList(), false));
      }
    }
    if (curves.isEmpty()) {
      return;
    }
    String first = policies.getFirst().name();
    List<Summary> own = swept.stream().filter(s -> s.policy().equals(first)).toList();
    if (own.stream().allMatch(s -> s.toBound().isPresent())) {
      curves.add(
          curve(
              "omniscient bound",
              own,
              own.stream().map(s -> s.mean(r -> r.bound().getAsDouble())).toList(),
              true));
    }
    String currency = runs.getFirst().start().pool().zones().getFirst().currency();
    page.heading("Cost by deadline")
        .figure(
            "Mean cost in %s by deadline, as a multiple of the work. On-demand: %s."
                .formatted(
                    currency, Summary.money(own.getFirst().mean(r -> r.result().onDemandCost()))),
            CurveChart.svg("deadline / work", curves));
  }

  private static CurveChart.Curve curve(
      String name, List<Summary> summaries, List<Double> y, boolean dashed) {
    return new CurveChart.Curve(name, summaries.stream().map(Summary::ratio).toList(), y, dashed);
  }

  /** The start of median cost under the first policy, under all of them. */
  private void timelines(HtmlPage page) {
    String first = policies.getFirst().name();
    List<Run> own =
        runs.stream()
            .filter(r -> r.policy().equals(first))
            .filter(r -> r.start().ratio() == runs.getFirst().start().ratio())
            .sorted((a, b) -> Double.compare(a.result().cost(), b.result().cost()))
            .toList();
    Start start = own.get(own.size() / 2).start();
    page.heading("One run across zones");
    page.note(
        String.format(
            Locale.ROOT,
            "The start of median cost, step %d of the trace: %s of work in %s. Pale: spot was there."
                + " Solid: held. Red: the deadline.",
            start.offset(),
            Spans.hours(start.scenario().work()),
            Spans.hours(start.scenario().deadline())));
    for (PlacementPolicy policy : policies) {
      RunResult run = Runner.one(start, policy, operator, true);
      page.figure(
          "%s: %s %s, %s spot, %s on-demand, %s idle, %s"
              .formatted(
                  policy.name(),
                  Summary.money(run.cost()),
                  start.pool().zones().getFirst().currency(),
                  Spans.hours(run.spotTime()),
                  Spans.hours(run.onDemandTime()),
                  Spans.hours(run.idleTime()),
                  Words.count(run.interruptions(), "interruption")),
          Timeline.svg(
              start.pool(),
              start.offset(),
              run.timeline(),
              run.finish(),
              start.scenario().deadline()));
    }
    page.heading("Why, under " + first);
    page.table(reasons(Runner.one(start, policies.getFirst(), operator, true)));
  }

  private static List<List<String>> reasons(RunResult run) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("after", "where", "for", "why"));
    for (RunResult.Span span : run.timeline()) {
      rows.add(
          List.of(
              Spans.hours(span.from()),
              span.place(),
              Spans.hours(span.to() - span.from()),
              span.why()));
    }
    return rows;
  }
}
