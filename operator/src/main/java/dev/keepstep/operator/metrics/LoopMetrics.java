package dev.keepstep.operator.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How long looks take, and how many jobs wait for one. */
public final class LoopMetrics implements Metrics {
  private static final double[] BOUNDS = {0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  private static final double NANOS = 1e9;

  private final LongAdder submitted = new LongAdder();
  private final LongAdder started = new LongAdder();
  private final LongAdder finished = new LongAdder();
  private final LongAdder[] buckets = new LongAdder[BOUNDS.length];
  private final LongAdder nanos = new LongAdder();

  LoopMetrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  @Override
  public void reconcileCustomResource(
      HasMetadata job, @Nullable RetryInfo retry, Map<String, Object> metadata) {
    submitted.increment();
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    started.increment();
    long began = System.nanoTime();
    try {
      return execution.execute();
    } finally {
      looked(System.nanoTime() - began);
    }
  }

  private void looked(long took) {
    nanos.add(took);
    finished.increment();
    for (int i = 0; i < BOUNDS.length; i++) {
      if (took <= BOUNDS[i] * NANOS) {
        buckets[i].increment();
        return;
      }
    }
  }

  void render(StringBuilder text) {
    long begun = started.sum();
    gauge(
        text,
        "keepstep_queue_depth",
        "Jobs that wait for a worker to look at them.",
        submitted.sum() - begun);
    long done = finished.sum();
    gauge(text, "keepstep_workers_busy", "Workers that look at a job now.", begun - done);
    OperatorMetrics.head(
        text,
        "keepstep_reconcile_duration_seconds",
        "histogram",
        "Time that a look at a job took.");
    long below = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      below += buckets[i].sum();
      bucket(text, Double.toString(BOUNDS[i]), below);
    }
    bucket(text, "+Inf", done);
    text.append("keepstep_reconcile_duration_seconds_sum ")
        .append(nanos.sum() / NANOS)
        .append('\n');
    text.append("keepstep_reconcile_duration_seconds_count ").append(done).append('\n');
  }

  private static void gauge(StringBuilder text, String name, String help, long value) {
    OperatorMetrics.head(text, name, "gauge", help);
    text.append(name).append(' ').append(Math.max(0, value)).append('\n');
  }

  private static void bucket(StringBuilder text, String bound, long count) {
    text.append("keepstep_reconcile_duration_seconds_bucket{le=\"")
        .append(bound)
        .append("\"} ")
        .append(count)
        .append('\n');
  }
}
