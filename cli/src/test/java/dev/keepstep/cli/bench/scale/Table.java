package dev.keepstep.cli.bench.scale;

import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures as the rows of Markdown tables. */
final class Table {
  static final String CREATED =
      """

      | side (workers) | jobs | all bound | pods bound/s | created to bound p50 / p99 | all running | CPU s until all run, per 1,000 | once quiet | of which | RSS MB controller / API server | writes per job |
      |---|---|---|---|---|---|---|---|---|---|---|""";

  static final String INTERRUPTED =
      """

      | side | pods failed at once | replacement bound p50 / p99 | all | CPU s | of which | writes per failure |
      |---|---|---|---|---|---|---|""";

  static final String HEARTBEATS =
      """

      | heartbeats/s | share of a core | RSS MB operator | writes/s |
      |---|---|---|---|""";

  private Table() {}

  static String heartbeats(long written, Duration time, Machine used) {
    double seconds = time.toSeconds();
    return String.format(
        Locale.ROOT,
        "| %.0f | %s | %d | %s |",
        written / seconds,
        byProcess(used, seconds),
        used.rss().get(Side.KEEPSTEP.process()),
        perJob(used.writes(), time.toSeconds()));
  }

  static String created(ScaleBenchmark.Placed placed) {
    int jobs = placed.createdAt().size();
    double thousands = jobs / 1000.0;
    double[] waits = placed.toBound();
    Side side = placed.side();
    return String.format(
        Locale.ROOT,
        "| %s (%d) | %d | %.1f s | %.0f | %.1f / %.1f s | %.1f s | %.1f | %.1f | %s | %d / %d | %s |",
        side.name(),
        side.workers(),
        jobs,
        placed.allBound(),
        jobs / placed.allBound(),
        at(waits, 0.50),
        at(waits, 0.99),
        placed.allRunning(),
        placed.used().totalCpu() / thousands,
        placed.settled().totalCpu() / thousands,
        byProcess(placed.settled(), thousands),
        placed.settled().rss().get(side.process()),
        placed.settled().rss().get("kube-apiserver"),
        perJob(placed.settled().writes(), jobs));
  }

  static String interrupted(Side side, double[] waits, double all, Machine used) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.2f / %.2f s | %.1f s | %.1f | %s | %s |",
        side.name(),
        waits.length,
        at(waits, 0.50),
        at(waits, 0.99),
        all,
        used.totalCpu(),
        byProcess(used, 1),
        perJob(used.writes(), waits.length));
  }

  private static String byProcess(Machine used, double units) {
    return used.cpu().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue() / units))
        .collect(Collectors.joining(", "));
  }

  /** Most first; what belongs to no job is left out, as the nodes' own Leases are. */
  private static String perJob(Map<String, Long> writes, long jobs) {
    return writes.entrySet().stream()
        .filter(e -> e.getValue() >= jobs / 20.0)
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue() / (double) jobs))
        .collect(Collectors.joining(", "));
  }

  private static double at(double[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)];
  }
}
