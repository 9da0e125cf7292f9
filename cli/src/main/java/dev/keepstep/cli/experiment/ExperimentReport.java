package dev.keepstep.cli.experiment;

import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.cli.simulate.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An experiment as one HTML file. */
final class ExperimentReport {
  private final Result result;

  ExperimentReport(Result result) {
    this.result = result;
  }

  /**
   * The file.
   *
   * @param command what made it
   */
  String html(String command) {
    HtmlPage page = new HtmlPage("Keepstep experiment");
    page.verdict(result.sentence(), result.good());
    page.note(result.setting() + ". Times and money are the trace's.");
    page.heading("Measured, and foretold by the simulator").table(result.rows());
    page.note(
        "Foretold before the run, at the undisturbed run's step time and changeover; then again at"
            + " the step time and changeover that the run itself had. Saving is 1 - cost / (on-demand"
            + " price x undisturbed work).");
    result.outcomes().forEach(o -> pictures(page, o));
    page.heading("Bits").table(bits());
    page.heading("Made by").code(command);
    page.note(Instant.now().toString());
    return page.html();
  }

  private void pictures(HtmlPage page, Outcome o) {
    double deadline = result.clock().there(result.deadline());
    double finish = 3600 * Math.max(o.measured().finish(), o.foretold().finish());
    page.heading("Under " + o.policy());
    page.figure(
        "Measured: %s. Pale: spot was there. Solid: held. Red: the deadline."
            .formatted(words(o.measured())),
        Timeline.svg(result.pool(), result.offset(), o.held(), finish, deadline));
    page.figure(
        "Foretold: %s.".formatted(words(o.foretold())),
        Timeline.svg(result.pool(), result.offset(), o.toldHeld(), finish, deadline));
  }

  private String words(Figures f) {
    return String.format(
        Locale.ROOT,
        "%.2f %s, %.2f h spot, %.2f h on-demand, %.2f h idle, %d lost",
        f.cost(),
        result.pool().zones().getFirst().currency(),
        f.spot(),
        f.onDemand(),
        f.idle(),
        f.interruptions());
  }

  private List<List<String>> bits() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "fingerprint of parameters and updater state", ""));
    rows.add(List.of("undisturbed", result.undisturbed().fingerprint(), ""));
    result
        .outcomes()
        .forEach(
            o ->
                rows.add(
                    List.of(
                        o.policy(),
                        o.run().fingerprint(),
                        o.sameBits(result.undisturbed()) ? "identical" : "different")));
    return rows;
  }
}
