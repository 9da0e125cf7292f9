package dev.keepstep.cli.variance;

import dev.keepstep.cli.Words;
import dev.keepstep.core.proof.Metric;
import dev.keepstep.core.proof.MetricDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the seed alone does; pure.
 *
 * @param runs one a seed, at least two, otherwise alike
 * @param again the first seed once more, in a process of its own
 */
record Variance(List<SeedRun> runs, SeedRun again) {
  Variance {
    runs = List.copyOf(runs);
  }

  /** Whether the first seed gave the same bits and metrics both times. */
  boolean repeatable() {
    return first().result().fingerprint().equals(again.result().fingerprint())
        && first().result().modelSha256().equals(again.result().modelSha256())
        && MetricDiff.of(first().result().metrics(), again.result().metrics()).identical();
  }

  SeedRun first() {
    return runs.getFirst();
  }

  List<Spread> spreads() {
    return first().result().metrics().stream().map(m -> Spread.of(m.name(), runs)).toList();
  }

  /** The one sentence that matters. */
  String sentence() {
    Spread metric = spreads().getFirst();
    String apart =
        String.format(
            Locale.ROOT,
            "%s: the seed alone moves %s from %.5f to %.5f",
            Words.count(runs.size(), "seed"),
            Words.metric(metric.name()),
            metric.least(),
            metric.most());
    return repeatable()
        ? apart + "; the same seed twice moves it by 0, bit for bit."
        : apart + "; the same seed twice gave OTHER BITS, which is a fault.";
  }

  /** Why that matters, in a sentence of its own. */
  String moral() {
    return String.format(
        Locale.ROOT,
        "Two builds compared by one run of each, with a seed of their own, can hide a change of %s"
            + " of up to %.5f (19 times of 20). With the seed kept and the bits identical, a"
            + " single field read differently shows.",
        Words.metric(spreads().getFirst().name()),
        spreads().getFirst().hidden());
  }

  /** The table of seeds, header first. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("seed"));
    first().result().metrics().forEach(metric -> header.add(Words.metric(metric.name())));
    header.add("fingerprint");
    rows.add(header);
    runs.forEach(run -> rows.add(row(Long.toString(run.result().seed()), run)));
    rows.add(row(again.result().seed() + " again", again));
    return rows;
  }

  private static List<String> row(String name, SeedRun run) {
    List<String> row = new ArrayList<>(List.of(name));
    run.result().metrics().stream().map(Metric::text).forEach(row::add);
    row.add(run.result().fingerprint().substring(0, 16) + "…");
    return row;
  }

  /** The content of {@code variance.json}. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("sentence", sentence());
    map.put("repeatable", repeatable());
    map.put("steps", first().result().steps());
    map.put("parameters", new java.util.TreeMap<>(first().result().parameters()));
    map.put("metrics", spreads().stream().map(Spread::json).toList());
    List<Object> seeds = new ArrayList<>();
    runs.forEach(run -> seeds.add(seed(run)));
    map.put("seeds", seeds);
    map.put("again", seed(again));
    return map;
  }

  private static Map<String, @Nullable Object> seed(SeedRun run) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("seed", run.result().seed());
    map.put("fingerprint", run.result().fingerprint());
    Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
    for (Metric metric : run.result().metrics()) {
      Map<String, @Nullable Object> share = new LinkedHashMap<>();
      share.put("value", Spread.share(metric));
      share.put("k", metric.k());
      share.put("n", metric.n());
      metrics.put(metric.name(), share);
    }
    map.put("metrics", metrics);
    return map;
  }
}
