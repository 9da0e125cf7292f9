package dev.keepstep.cli.prove;

import dev.keepstep.cli.Words;
import dev.keepstep.cli.report.HtmlPage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The proof as one HTML file. */
final class ProofReport {
  private ProofReport() {}

  /**
   * The file.
   *
   * @param command what made it
   */
  static String html(Proof proof, String command) {
    HtmlPage page = new HtmlPage("Keepstep proof");
    page.verdict(
        (proof.holds() ? "" : "It does not hold. ") + proof.sentence() + ".", proof.holds());
    page.note(
        "Bits that differ from the undisturbed run, of all that were compared; replayed: digests"
            + " and fingerprints of steps that were trained twice and were equal (an attempt of less"
            + " than half a second leaves none); control: the same training with one source of"
            + " randomness drawn from the clock, which must be caught.");
    page.table(proof.table().stream().map(ProofReport::unbroken).toList());
    page.heading("How attempts were ended").table(byHow(proof));
    page.heading("Negative controls").table(controls(proof));
    page.heading("Configurations").table(about(proof));
    for (Proved proved : proof.configurations()) {
      page.heading(proved.configuration().name() + ": each kill").table(kills(proved));
    }
    page.heading("Made by").code(command);
    page.note(
        "%s, %s, %d steps each, seed %d, %s"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                proof.where(),
                proof.steps(),
                proof.seed(),
                Words.duration(proof.took())));
    return page.html();
  }

  /** A number stays with its unit where a column is narrow. */
  private static List<String> unbroken(List<String> row) {
    return row.stream().map(cell -> cell.replaceFirst(" ([kM]bit)$", "\u00a0$1")).toList();
  }

  private static List<List<String>> controls(Proof proof) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "configuration", "drawn from the clock", "kills", "differing bits", "verified replay"));
    for (Proved proved : proof.configurations()) {
      String name = proved.configuration().name();
      rows.add(
          proved
              .control()
              .map(
                  control ->
                      List.of(
                          name,
                          control.source(),
                          Integer.toString(control.kills()),
                          String.format(Locale.ROOT, "%,d", control.differingBits()),
                          control
                              .replayDiffersAt()
                              .map("differed at step %d"::formatted)
                              .orElse("met no step twice that differed")))
              .orElse(List.of(name, "no control was run", "", "", "")));
    }
    return rows;
  }

  private static List<List<String>> byHow(Proof proof) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    proof
        .configurations()
        .forEach(
            proved ->
                proved.kills().forEach(kill -> counts.merge(kill.landed().how(), 1, Integer::sum)));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("how", "times"));
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> rows.add(List.of(entry.getKey(), Integer.toString(entry.getValue()))));
    return rows;
  }

  private static List<List<String>> about(Proof proof) {
    List<List<String>> rows = new ArrayList<>();
    List<String> metrics =
        proof.configurations().stream()
            .flatMap(proved -> proved.figures().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    List<String> header = new ArrayList<>(List.of("configuration", "what is particular"));
    metrics.forEach(metric -> header.add(Words.metric(metric)));
    header.add("fingerprint");
    rows.add(header);
    for (Proved proved : proof.configurations()) {
      List<String> row =
          new ArrayList<>(List.of(proved.configuration().name(), proved.configuration().about()));
      metrics.forEach(metric -> row.add(proved.figures().getOrDefault(metric, "-")));
      row.add(proved.fingerprint().substring(0, 16) + "…");
      rows.add(row);
    }
    return rows;
  }

  private static List<List<String>> kills(Proved proved) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "attempt", "how", "sent at step", "went on from", "trained again"));
    for (Proved.Resumed kill : proved.kills()) {
      rows.add(
          List.of(
              Integer.toString(kill.run()),
              Integer.toString(kill.landed().attempt()),
              kill.landed().how(),
              Long.toString(kill.landed().step()),
              Long.toString(kill.resumedAt()),
              Words.count(kill.recomputed(), "step")));
    }
    return rows;
  }
}
