package dev.keepstep.operator.metrics;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.status.StatusReport;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Money and promises, over all jobs. Counters grow by what this operator saw a job's ledger grow
 * by; what it had cost before was counted by the operator before.
 */
final class MoneyMetrics {
  private static final String COST = "keepstep_cost_total";
  private static final String BASELINE = "keepstep_baseline_cost_total";
  private static final String SECONDS = "keepstep_node_seconds_total";
  private static final String UNPRICED = "keepstep_unpriced_node_seconds_total";

  /** What a job's ledger said, by series. */
  private final Map<String, Map<String, Double>> jobs = new ConcurrentHashMap<>();

  private final Map<String, Double> totals = new TreeMap<>();
  private final Set<String> atRisk = ConcurrentHashMap.newKeySet();
  private final Set<String> exhausted = ConcurrentHashMap.newKeySet();

  void looked(String uid, TrainingJobStatus status) {
    boolean over = StatusReport.finished(status);
    mark(atRisk, uid, !over && StatusReport.isTrue(status, ConditionType.DEADLINE_AT_RISK));
    mark(exhausted, uid, !over && StatusReport.isTrue(status, ConditionType.BUDGET_EXHAUSTED));
    Map<String, Double> now = series(status.cost());
    Map<String, Double> before = jobs.put(uid, now);
    Map<String, Double> base = before == null ? now : before;
    synchronized (totals) {
      now.forEach(
          (name, value) ->
              totals.merge(name, Math.max(0, value - base.getOrDefault(name, 0.0)), Double::sum));
    }
  }

  private static void mark(Set<String> set, String uid, boolean is) {
    if (is) {
      set.add(uid);
    } else {
      set.remove(uid);
    }
  }

  private static Map<String, Double> series(@Nullable CostStatus cost) {
    Map<String, Double> series = new TreeMap<>();
    if (cost == null) {
      return series;
    }
    if (cost.currency() != null) {
      String currency = "currency=\"" + cost.currency() + "\"";
      series.put(COST + "{capacity=\"spot\"," + currency + "}", number(cost.spot()));
      series.put(COST + "{capacity=\"on-demand\"," + currency + "}", number(cost.onDemand()));
      series.put(BASELINE + "{" + currency + "}", number(cost.baseline()));
    }
    series.put(SECONDS + "{capacity=\"spot\"}", seconds(cost.spotFor()));
    series.put(SECONDS + "{capacity=\"on-demand\"}", seconds(cost.onDemandFor()));
    series.put(UNPRICED, seconds(cost.unpricedFor()));
    return series;
  }

  void gone(String uid) {
    jobs.remove(uid);
    atRisk.remove(uid);
    exhausted.remove(uid);
  }

  void render(StringBuilder text) {
    Map<String, Double> copy;
    synchronized (totals) {
      copy = new TreeMap<>(totals);
    }
    lines(text, copy, COST, "What attempts cost, by the price book.");
    lines(
        text,
        copy,
        BASELINE,
        "What the same useful steps would have cost on on-demand without interruptions.");
    lines(text, copy, SECONDS, "Time for which nodes were held.");
    lines(text, copy, UNPRICED, "The part of it for which the price book has no price.");
    gauge(
        text,
        "keepstep_jobs_deadline_at_risk",
        "Jobs whose condition DeadlineAtRisk is True.",
        atRisk.size());
    gauge(
        text,
        "keepstep_jobs_budget_exhausted",
        "Jobs whose condition BudgetExhausted is True.",
        exhausted.size());
  }

  private static void lines(StringBuilder text, Map<String, Double> all, String name, String help) {
    OperatorMetrics.head(text, name, "counter", help);
    all.forEach(
        (series, value) -> {
          if (series.equals(name) || series.startsWith(name + "{")) {
            text.append(series)
                .append(' ')
                .append(String.format(Locale.ROOT, "%.6f", value))
                .append('\n');
          }
        });
  }

  private static void gauge(StringBuilder text, String name, String help, int value) {
    OperatorMetrics.head(text, name, "gauge", help);
    text.append(name).append(' ').append(value).append('\n');
  }

  private static double number(@Nullable String amount) {
    return amount == null ? 0 : new BigDecimal(amount).doubleValue();
  }

  private static double seconds(@Nullable String duration) {
    return duration == null ? 0 : Durations.parse(duration).toMillis() / 1000.0;
  }
}
