package dev.keepstep.cli.compare;

import dev.keepstep.cli.Words;
import dev.keepstep.cli.runs.MetricsFile;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.Metric;
import dev.keepstep.core.proof.MetricDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two sides and what is different; pure.
 *
 * @param bits whether other bits are drift too, where both fingerprints are known
 */
record Comparison(Side previous, Side current, boolean bits) {
  /** The metrics side by side, under names for people. */
  MetricDiff diff() {
    return MetricDiff.of(named(previous), named(current));
  }

  /** Whether parameters and updater state are the same; empty: a fingerprint is missing. */
  Optional<Boolean> sameBits() {
    return previous.fingerprint().flatMap(p -> current.fingerprint().map(p::equals));
  }

  /** Whether nothing has moved that was not to move. */
  boolean identical() {
    return diff().identical() && (!bits || sameBits().orElse(false));
  }

  /** The one sentence that matters. */
  String sentence() {
    List<MetricDiff.Row> moved =
        diff().rows().stream().filter(r -> r.change() != MetricDiff.Change.UNCHANGED).toList();
    String of = " of " + Words.count(diff().rows().size(), "metric");
    String metrics =
        moved.isEmpty()
            ? "Unchanged: all" + of + " are the same k of the same n"
            : "Drift: " + moved.size() + of + " moved";
    return metrics
        + sameBits()
            .map(same -> same ? "; the same bits." : "; parameters and updater state differ.")
            .orElse("; a fingerprint is missing, so bits were not compared.");
  }

  /** What else is not the same, which explains a difference or makes it meaningless. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (previous.file().isEmpty() || current.file().isEmpty()) {
      return notes;
    }
    MetricsFile a = previous.file().get();
    MetricsFile b = current.file().get();
    note(notes, "seed", Long.toString(a.seed()), Long.toString(b.seed()));
    note(notes, "steps", Long.toString(a.steps()), Long.toString(b.steps()));
    TreeSet<String> names = new TreeSet<>(a.parameters().keySet());
    names.addAll(b.parameters().keySet());
    for (String name : names) {
      note(
          notes,
          "parameters." + name,
          a.parameters().getOrDefault(name, "unset"),
          b.parameters().getOrDefault(name, "unset"));
    }
    if (a.envelope().isPresent() && b.envelope().isPresent()) {
      for (Envelope.Difference d : a.envelope().get().differences(b.envelope().get())) {
        note(notes, "envelope." + d.field(), d.expected(), d.found());
      }
    }
    return notes;
  }

  /** The table, header first. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("metric", "previous", "current", ""));
    for (MetricDiff.Row row : diff().rows()) {
      rows.add(List.of(row.name(), text(row.previous()), text(row.current()), word(row.change())));
    }
    return rows;
  }

  /** For programs. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("identical", identical());
    map.put("sentence", sentence());
    map.put("sameBits", sameBits().orElse(null));
    map.put("previous", previous.json());
    map.put("current", current.json());
    List<Object> metrics = new ArrayList<>();
    for (MetricDiff.Row row : MetricDiff.of(previous.metrics(), current.metrics()).rows()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("name", row.name());
      one.put("previous", row.previous().map(Comparison::share).orElse(null));
      one.put("current", row.current().map(Comparison::share).orElse(null));
      one.put("change", word(row.change()));
      metrics.add(one);
    }
    map.put("metrics", metrics);
    map.put("alsoDifferent", notes());
    return map;
  }

  /** {@code better}, {@code other samples}, … */
  static String word(MetricDiff.Change change) {
    return change.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Map<String, @Nullable Object> share(Metric metric) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("value", metric.n() == 0 ? null : metric.value().doubleValue());
    map.put("k", metric.k());
    map.put("n", metric.n());
    return map;
  }

  private static void note(List<String> notes, String field, String previous, String current) {
    if (!previous.equals(current)) {
      notes.add("%s: previous %s, current %s".formatted(field, previous, current));
    }
  }

  private static List<Metric> named(Side side) {
    return side.metrics().stream()
        .map(m -> new Metric(Words.metric(m.name()), m.k(), m.n()))
        .toList();
  }

  private static String text(Optional<Metric> metric) {
    return metric.map(Metric::text).orElse("-");
  }
}
