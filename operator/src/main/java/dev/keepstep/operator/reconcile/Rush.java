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

  /** The pod of each job's newest attempt, by the job's UID, the oldest first. */
  private final LinkedHashMap<String, Made> starting = new LinkedHashMap<>();

  /** The same, whether they have started or not. */
  private final LinkedHashMap<String, Made> made = new LinkedHashMap<>();

  /** Jobs whose status waits, by UID. */
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  /**
   * @param passed whether its pod came further since the last look began
   */
  private record Waiting(ResourceID job, boolean passed) {}

  private record Made(int attempt, Instant at) {}

  /** The pod of a job's attempt is made. */
  synchronized void made(String job, int attempt, Instant now) {
    starting.putLast(job, new Made(attempt, now));
    made.putLast(job, new Made(attempt, now));
  }

  /** That pod runs, or is over; of an attempt before it that says nothing. */
  synchronized void started(String job, int attempt) {
    starting.computeIfPresent(job, (_, pod) -> pod.attempt() <= attempt ? null : pod);
  }

  /** Whether fifty are about to start, or were made just now. */
  synchronized boolean on(Instant now) {
    return many(starting, STARTS, now) || many(made, RECENTLY, now);
  }

  private static boolean many(LinkedHashMap<String, Made> pods, Duration age, Instant now) {
    Iterator<Made> oldest = pods.values().iterator();
    while (oldest.hasNext() && Duration.between(oldest.next().at(), now).compareTo(age) >= 0) {
      oldest.remove();
    }
    return pods.size() >= MANY;
  }

  /** A job's status waits until this is over. */
  synchronized void hold(String uid, ResourceID job) {
    waiting.merge(uid, new Waiting(job, false), (old, _) -> old);
  }

  /**
   * A job's pod comes further.
   *
   * @return whether that needs no look at the job now: it is looked at when this is over
   */
  synchronized boolean letPass(String uid, Instant now) {
    return on(now) && waiting.computeIfPresent(uid, (_, w) -> new Waiting(w.job(), true)) != null;
  }

  /** A look at a job begins, which sees what its pod has come to. */
  synchronized void look(String uid) {
    waiting.computeIfPresent(uid, (_, w) -> new Waiting(w.job(), false));
  }

  /**
   * A job's status waits no more.
   *
   * @return whether its pod came further since the look began
   */
  synchronized boolean release(String uid) {
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
