package dev.keepstep.cli.simulate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Runs of one policy and one deadline ratio taken together.
 *
 * @param saving mean of the runs' savings
 * @param cost mean, in the traces' currency
 * @param toBound cost over the omniscient bound, both as shares of the on-demand price of the work,
 *     so that every start counts alike; empty where a bound is missing
 * @param boundSaving the bound's mean saving; likewise
 */
record Summary(
    String policy,
    double ratio,
    List<Run> runs,
    double saving,
    double cost,
    OptionalDouble toBound,
    OptionalDouble boundSaving) {

  static Summary of(List<Run> runs) {
    Run first = runs.getFirst();
    double share = mean(runs, r -> r.result().cost() / r.result().onDemandCost());
    boolean bounded = runs.stream().allMatch(r -> r.bound().isPresent());
    OptionalDouble bound =
        bounded
            ? OptionalDouble.of(
                mean(runs, r -> r.bound().getAsDouble() / r.result().onDemandCost()))
            : OptionalDouble.empty();
    return new Summary(
        first.policy(),
        first.start().ratio(),
        List.copyOf(runs),
        1 - share,
        mean(runs, r -> r.result().cost()),
        bounded ? OptionalDouble.of(share / bound.getAsDouble()) : bound,
        bounded ? OptionalDouble.of(1 - bound.getAsDouble()) : bound);
  }

  /** By policy and ratio, in the order of first appearance. */
  static List<Summary> all(List<Run> runs) {
    Map<List<Object>, List<Run>> groups = new LinkedHashMap<>();
    for (Run run : runs) {
      groups
          .computeIfAbsent(List.of(run.policy(), run.start().ratio()), _ -> new ArrayList<>())
          .add(run);
    }
    return groups.values().stream().map(Summary::of).toList();
  }

  long misses() {
    return runs.stream().filter(r -> !r.result().deadlineMet()).count();
  }

  double mean(ToDoubleFunction<Run> value) {
    return mean(runs, value);
  }

  /** The value that this share of the runs does not exceed. */
  double quantile(double share, ToDoubleFunction<Run> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private static double mean(Collection<Run> runs, ToDoubleFunction<Run> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }

  static List<List<String>> table(List<Summary> summaries) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "POLICY",
            "RATIO",
            "STARTS",
            "SAVING",
            "COST/BOUND",
            "MISSED",
            "FINISH",
            "SPOT",
            "ON-DEMAND",
            "IDLE",
            "INTERRUPTIONS",
            "LAUNCHES"));
    for (Summary s : summaries) {
      rows.add(
          List.of(
              s.policy(),
              String.format(Locale.ROOT, "%.2f", s.ratio()),
              String.valueOf(s.runs().size()),
              percent(s.saving()),
              s.toBound().isPresent() ? times(s.toBound().getAsDouble()) : "-",
              String.valueOf(s.misses()),
              Spans.hours(s.mean(r -> r.result().finish())),
              Spans.hours(s.mean(r -> r.result().spotTime())),
              Spans.hours(s.mean(r -> r.result().onDemandTime())),
              Spans.hours(s.mean(r -> r.result().idleTime())),
              number(s.mean(r -> r.result().interruptions())),
              number(s.mean(r -> r.result().launches()))));
    }
    return rows;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String times(double ratio) {
    return String.format(Locale.ROOT, "%.3fx", ratio);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String money(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
