package dev.keepstep.cli.prove;

import dev.keepstep.cli.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole result.
 *
 * @param where it was run, in words
 * @param seed of trainings and kills
 * @param steps of each training
 * @param configurations in the matrix's order
 * @param took wall-clock time
 */
record Proof(String where, long seed, long steps, List<Proved> configurations, Duration took) {
  Proof {
    configurations = List.copyOf(configurations);
  }

  /** Whether no bit differs anywhere, every kill landed, and every negative control was caught. */
  boolean holds() {
    return configurations.stream().allMatch(Proved::holds);
  }

  /** Whether no bit differs anywhere. */
  boolean identical() {
    return differingBits() == 0;
  }

  long differingBits() {
    return configurations.stream().mapToLong(Proved::differingBits).sum();
  }

  int kills() {
    return configurations.stream().mapToInt(proved -> proved.kills().size()).sum();
  }

  /** One sentence. */
  String sentence() {
    return "%s in %s: %s; %s"
        .formatted(
            Words.count(kills(), "kill"),
            Words.count(configurations.size(), "configuration"),
            Words.count(differingBits(), "differing bit"),
            controls());
  }

  private String controls() {
    long run = configurations.stream().filter(proved -> proved.control().isPresent()).count();
    if (run == 0) {
      return "no negative control was run, so that it is not shown that a difference would be seen";
    }
    long caught = configurations.stream().filter(Proved::caught).count();
    String said = "%d of %d negative controls caught".formatted(caught, run);
    return run == configurations.size()
        ? said
        : said + ", none run in " + Words.count(configurations.size() - run, "configuration");
  }

  /** The content of proof.json. */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", "keepstep-proof/1");
    map.put("identical", identical());
    map.put("holds", holds());
    map.put("where", where);
    map.put("seed", seed);
    map.put("steps", steps);
    List<Object> all = new ArrayList<>();
    configurations.forEach(proved -> all.add(proved.toJson()));
    map.put("configurations", all);
    map.put("seconds", took.toMillis() / 1000.0);
    return map;
  }

  /** The table, the header first. */
  List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "configuration",
            "kills",
            "runs",
            "parameters",
            "updater",
            "model file",
            "metrics",
            "replayed",
            "control",
            "verdict"));
    for (Proved proved : configurations) {
      rows.add(
          List.of(
              proved.configuration().name(),
              Integer.toString(proved.kills().size()),
              Integer.toString(proved.runs()),
              bits(proved.parameters()),
              bits(proved.updater()),
              bits(proved.model()),
              bits(proved.metrics()),
              "%d of %d".formatted(proved.replay().equal(), proved.replay().compared()),
              proved.controlText(),
              proved.holds() ? "identical" : "FAILED"));
    }
    return rows;
  }

  /** {@code 0 of 4.1 Mbit}. */
  private static String bits(EndState.Bits bits) {
    return bits.compared() < 1_000_000
        ? String.format(Locale.ROOT, "%d of %.1f kbit", bits.differing(), bits.compared() / 1000.0)
        : String.format(
            Locale.ROOT, "%d of %.1f Mbit", bits.differing(), bits.compared() / 1_000_000.0);
  }
}
