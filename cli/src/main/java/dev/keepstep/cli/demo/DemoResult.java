package dev.keepstep.cli.demo;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.cli.site.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Both runs, side by side.
 *
 * @param seed of both
 * @param interrupted the run that lost its nodes
 * @param undisturbed the same run left alone
 */
record DemoResult(long seed, RunRecord interrupted, RunRecord undisturbed) {
  /** {@code 0.92950 (1859/2000)}, or {@code - (0/0)}. */
  private static final Pattern SHARE =
      Pattern.compile("(-|[0-9]+\\.[0-9]+) \\(([0-9]+)/([0-9]+)\\)");

  /** Whether parameters, updater state and metrics are the same, bit for bit. */
  boolean identical() {
    return !interrupted.fingerprint().isEmpty()
        && interrupted.fingerprint().equals(undisturbed.fingerprint())
        && interrupted.metrics().equals(undisturbed.metrics());
  }

  /** The content of {@code summary.json}. */
  Map<String, @Nullable Object> summary() {
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("identical", identical());
    summary.put("fingerprints", both(interrupted.fingerprint(), undisturbed.fingerprint()));
    List<Object> interruptions = new ArrayList<>();
    interrupted.interruptions().forEach(i -> interruptions.add(interruption(i)));
    summary.put("interruptions", interruptions);
    summary.put("attempts", attempts());
    summary.put("metrics", both(metrics(interrupted.metrics()), metrics(undisturbed.metrics())));
    return summary;
  }

  /** How many attempts the interrupted run took. */
  int attempts() {
    return interrupted.attempts().stream().mapToInt(RunRecord.AttemptSpan::number).max().orElse(0);
  }

  private static Map<String, @Nullable Object> both(Object interrupted, Object undisturbed) {
    Map<String, @Nullable Object> both = new LinkedHashMap<>();
    both.put("interrupted", interrupted);
    both.put("undisturbed", undisturbed);
    return both;
  }

  private static Map<String, @Nullable Object> interruption(Interruption i) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("cause", i.cause());
    map.put("step", i.stepLostAt());
    map.put("resumedAtStep", i.resumedAtStep());
    map.put("recomputedSteps", i.recomputedSteps());
    map.put("changeoverSeconds", i.changeover() == null ? null : seconds(i.changeover().total()));
    if (i.changeover() != null) {
      Map<String, @Nullable Object> parts = new LinkedHashMap<>();
      parts.put("detection", seconds(i.changeover().detection()));
      parts.put("placement", seconds(i.changeover().placement()));
      parts.put("start", seconds(i.changeover().start()));
      parts.put("restore", seconds(i.changeover().restore()));
      map.put("changeoverParts", parts);
    }
    return map;
  }

  private static @Nullable Double seconds(@Nullable String duration) {
    return duration == null ? null : Durations.parse(duration).toMillis() / 1000.0;
  }

  /** Shares as numbers; a metric that is no share stays as it is. */
  private static Map<String, @Nullable Object> metrics(Map<String, String> metrics) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    metrics.forEach(
        (name, text) -> {
          Matcher share = SHARE.matcher(text);
          if (share.matches()) {
            Map<String, @Nullable Object> value = new LinkedHashMap<>();
            value.put("value", share.group(1).equals("-") ? null : Double.valueOf(share.group(1)));
            value.put("k", Long.valueOf(share.group(2)));
            value.put("n", Long.valueOf(share.group(3)));
            map.put(name, value);
          } else {
            map.put(name, text);
          }
        });
    return map;
  }
}
