package dev.keepstep.operator.metrics;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What the operator counts, in Prometheus's text format (version 0.0.4). Sums over all jobs, never
 * a label by job: ten thousand jobs are no reason for ten thousand time series.
 */
public final class OperatorMetrics {
  private final Map<String, Seen> jobs = new ConcurrentHashMap<>();
  private final LongAdder looks = new LongAdder();
  private final LongAdder interruptions = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder recomputed = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final MoneyMetrics money = new MoneyMetrics();
  private final LoopMetrics loop = new LoopMetrics();
  private final ApiRequests requests = new ApiRequests();

  private record Seen(
      String state, long interruptions, long failures, long recomputed, long attempts) {}

  /** After a look at a job. */
  public void looked(TrainingJob job, TrainingJobStatus status) {
    looks.increment();
    Seen now =
        new Seen(
            status.state() == null ? "Waiting" : status.state(),
            status.interruptions() == null ? 0 : status.interruptions().count(),
            status.failures() == null ? 0 : status.failures().count(),
            status.interruptions() == null ? 0 : status.interruptions().recomputedSteps(),
            status.attempt() == null ? 0 : status.attempt().number());
    Seen before = jobs.put(job.getMetadata().getUid(), now);
    // what a job had counted before this operator first saw it was counted by the one before
    Seen base =
        before == null
            ? new Seen(
                "",
                now.interruptions(),
                now.failures(),
                now.recomputed(),
                now.attempts() > 1 ? now.attempts() : 0)
            : before;
    interruptions.add(Math.max(0, now.interruptions() - base.interruptions()));
    failures.add(Math.max(0, now.failures() - base.failures()));
    recomputed.add(Math.max(0, now.recomputed() - base.recomputed()));
    attempts.add(Math.max(0, now.attempts() - base.attempts()));
    money.looked(job.getMetadata().getUid(), status);
  }

  /** Of the framework's loop, which tells it what happens. */
  public LoopMetrics loop() {
    return loop;
  }

  /** Of the operator's client. */
  public ApiRequests requests() {
    return requests;
  }

  /** A job that is no more. */
  public void gone(String uid) {
    jobs.remove(uid);
    money.gone(uid);
  }

  /** As Prometheus reads it. */
  public String render() {
    StringBuilder text = new StringBuilder();
    head(text, "keepstep_jobs", "gauge", "Jobs by state.");
    new java.util.TreeMap<>(
            jobs.values().stream()
                .collect(Collectors.groupingBy(Seen::state, Collectors.counting())))
        .forEach(
            (state, count) ->
                text.append("keepstep_jobs{state=\"")
                    .append(state.toLowerCase(Locale.ROOT))
                    .append("\"} ")
                    .append(count)
                    .append('\n'));
    counter(text, "keepstep_attempts_total", "Attempts recorded.", attempts);
    counter(
        text,
        "keepstep_interruptions_total",
        "Ends of attempts that the training did not cause.",
        interruptions);
    counter(
        text, "keepstep_failures_total", "Ends of attempts that the training caused.", failures);
    counter(
        text,
        "keepstep_recomputed_steps_total",
        "Steps trained again after interruptions.",
        recomputed);
    money.render(text);
    counter(text, "keepstep_reconciles_total", "Looks at a job.", looks);
    loop.render(text);
    requests.render(text);
    Runtime runtime = Runtime.getRuntime();
    head(text, "keepstep_heap_used_bytes", "gauge", "Heap in use.");
    text.append("keepstep_heap_used_bytes ")
        .append(runtime.totalMemory() - runtime.freeMemory())
        .append('\n');
    return text.toString();
  }

  private static void counter(StringBuilder text, String name, String help, LongAdder value) {
    head(text, name, "counter", help);
    text.append(name).append(' ').append(value.sum()).append('\n');
  }

  static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }
}
