package dev.keepstep.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether many pods are made or about to start just now: hundreds of jobs created at once, or a
 * zone taken back. Then the API server's time belongs to Leases, pods, the scheduler and the
 * kubelets, and what is only told can wait: those jobs are not looked at again before it is over,
 * however far their pods come meanwhile.
 */
final class Rush {
  private static final int MANY = 50;

  /** Where pods start at once, few are about to: many made in this time are a rush as well. */
  private static final Duration RECENTLY = Duration.ofSeconds(2);

  /** What has not started by then waits for something else: a node, an image. */
  private static final Duration STARTS = Duration.ofSeconds(10);

  /** When the pod of each job's newest attempt was made, by UID, the oldest first. */
  private final LinkedHashMap<String, Instant> starting = new LinkedHashMap<>();

  /** The same, whether they have started or not. */
  private final LinkedHashMap<String, Instant> made = new LinkedHashMap<>();

  /** Jobs whose status waits, by UID. */
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  /**
   * @param passed whether its pod came further since the last look began
   */
  private record Waiting(ResourceID job, boolean passed) {}

  /** A job's pod is made. */
  synchronized void made(String job, Instant now) {
    starting.putLast(job, now);
    made.putLast(job, now);
  }

  /** A job's pod runs, or is over. */
  synchronized void started(String job) {
    starting.remove(job);
  }

  /** Whether fifty are about to start, or were made just now. */
  synchronized boolean on(Instant now) {
    return many(starting, STARTS, now) || many(made, RECENTLY, now);
  }

  private static boolean many(LinkedHashMap<String, Instant> pods, Duration age, Instant now) {
    Iterator<Instant> oldest = pods.values().iterator();
    while (oldest.hasNext() && Duration.between(oldest.next(), now).compareTo(age) >= 0) {
      oldest.remove();
    }
    return pods.size() >= MANY;
  }

  /** A job's status waits until this is over. */
  synchronized void holds(String uid, ResourceID job) {
    waiting.merge(uid, new Waiting(job, false), (old, _) -> old);
  }

  /** Whether a job's pod may come further without a look at the job. */
  synchronized boolean passes(String uid, Instant now) {
    return on(now) && waiting.computeIfPresent(uid, (_, w) -> new Waiting(w.job(), true)) != null;
  }

  /** A look at a job begins, which sees what its pod has come to. */
  synchronized void looksAt(String uid) {
    waiting.computeIfPresent(uid, (_, w) -> new Waiting(w.job(), false));
  }

  /**
   * A job's status waits no more.
   *
   * @return whether its pod came further since the look began
   */
  synchronized boolean letsGo(String uid) {
    Waiting was = waiting.remove(uid);
    return was != null && was.passed();
  }

  /** The jobs to look at again, once: none while this is on. */
  synchronized List<ResourceID> over(Instant now) {
    if (waiting.isEmpty() || on(now)) {
      return List.of();
    }
    List<ResourceID> jobs = waiting.values().stream().map(Waiting::job).toList();
    waiting.clear();
    return jobs;
  }
}
