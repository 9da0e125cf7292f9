package dev.keepstep.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether many pods are about to start just now: hundreds of jobs created at once, or a zone taken
 * back. Then the API server's time belongs to Leases, pods, the scheduler and the kubelets, and
 * what is only told can wait a little.
 */
final class Rush {
  private static final int MANY = 50;

  /** What has not started by then waits for something else: a node, an image. */
  private static final Duration STARTS = Duration.ofSeconds(10);

  /** When the pod of each job's newest attempt was made, the oldest first. */
  private final Map<String, Instant> starting = new LinkedHashMap<>();

  /** A job's pod is made. */
  synchronized void made(String job, Instant now) {
    starting.remove(job);
    starting.put(job, now);
  }

  /** A job's pod runs, or is over. */
  synchronized void started(String job) {
    starting.remove(job);
  }

  /** Whether fifty are about to start. */
  synchronized boolean on(Instant now) {
    Iterator<Instant> oldest = starting.values().iterator();
    while (oldest.hasNext() && Duration.between(oldest.next(), now).compareTo(STARTS) >= 0) {
      oldest.remove();
    }
    return starting.size() >= MANY;
  }
}
