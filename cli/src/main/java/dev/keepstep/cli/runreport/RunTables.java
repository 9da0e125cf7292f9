package dev.keepstep.cli.runreport;

import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.runs.RunSummary;
import dev.keepstep.cli.runs.WriterSeen;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.TrailEntry;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of a run's page, header first. */
final class RunTables {
  /**
   * A run of many checkpoints has as many fingerprints: the last ones, and all that were checked.
   */
  private static final int FINGERPRINTS = 10;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final RunSummary run;
  private final RunFiles files;

  RunTables(RunSummary run) {
    this.run = run;
    this.files = run.files();
  }

  List<List<String>> attempts() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("attempt", "node", "began (UTC)", "seen for", "from step", "to step", "end"));
    for (WriterSeen writer : files.writers()) {
      boolean last = writer.equals(files.writers().getLast());
      int attempt = writer.info().attempt();
      String end =
          run.interruptionOf(attempt)
              .map(Interruption::cause)
              .orElse(last ? run.complete() ? "done" : "" : "the next one took over");
      rows.add(
          List.of(
              Integer.toString(attempt),
              writer.info().node(),
              TIME.format(writer.claimed()),
              Words.duration(writer.seen()),
              Long.toString(writer.resumedAt()),
              writer.lastStep().isPresent() ? Long.toString(writer.lastStep().getAsLong()) : "-",
              end));
    }
    return rows;
  }

  List<List<String>> interruptions() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "attempt",
            "cause",
            "sign",
            "node",
            "notice",
            "lost at step",
            "resumed at",
            "recomputed",
            "changeover"));
    for (Interruption i : run.interruptions()) {
      rows.add(
          List.of(
              text(i.attempt()),
              text(i.cause()),
              text(i.sign()),
              text(i.node()),
              i.noticeGiven() == null ? "none" : Words.duration(i.noticeGiven()),
              text(i.stepLostAt()),
              text(i.resumedAtStep()),
              text(i.recomputedSteps()),
              i.changeover() == null ? "-" : Words.duration(i.changeover().total())));
    }
    return rows;
  }

  List<List<String>> metrics() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("metric", "on the test documents (k/n)"));
    run.metrics().forEach((name, text) -> rows.add(List.of(Words.metric(name), text)));
    return rows;
  }

  List<List<String>> fingerprints() {
    Map<Long, List<TrailEntry>> bySteps =
        files.trail().entries().stream()
            .filter(entry -> entry.kind() == TrailEntry.Kind.FINGERPRINT)
            .collect(Collectors.groupingBy(TrailEntry::step, TreeMap::new, Collectors.toList()));
    List<Long> steps = new ArrayList<>(bySteps.keySet());
    List<Long> newest = steps.subList(Math.max(0, steps.size() - FINGERPRINTS), steps.size());
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("step", "fingerprint", "attempts"));
    bySteps.forEach(
        (step, entries) -> {
          Map<String, List<String>> byValue = new LinkedHashMap<>();
          for (TrailEntry entry : entries) {
            byValue
                .computeIfAbsent(entry.value(), value -> new ArrayList<>())
                .add(Integer.toString(run.attemptOf(entry.writer())));
          }
          if (entries.size() > 1 || newest.contains(step)) {
            byValue.forEach(
                (value, attempts) ->
                    rows.add(List.of(step.toString(), value, String.join(", ", attempts))));
          }
        });
    if (rows.size() == 1) {
      run.fingerprint().ifPresent(f -> rows.add(List.of(Long.toString(run.done()), f, "-")));
    }
    return rows;
  }

  List<List<String>> identity(RunIdentity identity) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("field", "value"));
    rows.add(List.of("seed", Long.toString(identity.seed())));
    rows.add(List.of("steps", Long.toString(identity.steps())));
    new TreeMap<>(identity.parameters())
        .forEach((name, value) -> rows.add(List.of("parameters." + name, value)));
    rows.add(List.of("program", identity.program()));
    rows.add(List.of("data", identity.data()));
    identity.parent().ifPresent(parent -> rows.add(List.of("forked from", parent)));
    return rows;
  }

  /** The last attempt's, and where an earlier one's was another. */
  List<List<String>> envelope() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("field", "value"));
    files.envelope().forEach((name, value) -> rows.add(List.of(name, value)));
    Envelope last = files.writers().getLast().info().envelope();
    for (WriterSeen writer : files.writers()) {
      for (Envelope.Difference difference : writer.info().envelope().differences(last)) {
        rows.add(
            List.of(
                difference.field() + " in attempt " + writer.info().attempt(),
                difference.expected()));
      }
    }
    return rows;
  }

  private static String text(@Nullable Object value) {
    return Objects.toString(value, "-");
  }
}
