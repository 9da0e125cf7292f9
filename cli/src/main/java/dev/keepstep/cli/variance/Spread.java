package dev.keepstep.cli.variance;

import dev.keepstep.core.proof.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One metric over many seeds.
 *
 * @param name as the run calls it
 * @param values a share per seed, in the seeds' order; at least two
 */
record Spread(String name, List<Double> values) {
  /** Two-sided 5 % of a normal distribution. */
  private static final double Z = 1.959964;

  Spread {
    values = List.copyOf(values);
    if (values.size() < 2) {
      throw new IllegalArgumentException(name + " has " + values.size() + " values, expected 2");
    }
  }

  /** Of each run's metric of that name; a share of nothing counts as 0. */
  static Spread of(String name, List<SeedRun> runs) {
    return new Spread(
        name,
        runs.stream()
            .map(
                run ->
                    run.result().metrics().stream()
                        .filter(metric -> metric.name().equals(name))
                        .findFirst()
                        .map(Spread::share)
                        .orElse(0.0))
            .toList());
  }

  static double share(Metric metric) {
    return metric.n() == 0 ? 0 : (double) metric.k() / metric.n();
  }

  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Standard deviation of a sample, with n - 1. */
  double deviation() {
    double mean = mean();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }

  double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * How far two single runs of different seeds may lie apart by chance alone, 19 times of 20: a
   * build must be worse by more than this for one run of each to tell. The difference of two values
   * has sqrt(2) times their deviation. Worked: 0.005 gives 0.01386.
   */
  double hidden() {
    return Z * Math.sqrt(2) * deviation();
  }

  /** {@code 0.92937 ± 0.00512}: mean and standard deviation. */
  String says() {
    return String.format(Locale.ROOT, "%.5f ± %.5f", mean(), deviation());
  }

  /** For programs. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("mean", mean());
    map.put("standardDeviation", deviation());
    map.put("least", least());
    map.put("most", most());
    map.put("hiddenByChance", hidden());
    return map;
  }
}
