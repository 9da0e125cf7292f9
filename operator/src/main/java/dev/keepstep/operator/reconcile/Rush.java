package dev.keepstep.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether many attempts are made just now: hundreds of jobs created at once, or a zone taken back.
 * Then the API server's time belongs to Leases and pods, and what is only told can wait a little.
 */
final class Rush {
  private static final int MANY = 50;
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private final Deque<Instant> made = new ArrayDeque<>();

  /** An attempt is made. */
  synchronized void made(Instant now) {
    made.addLast(now);
    if (made.size() > MANY) {
      made.removeFirst();
    }
  }

  /** Whether the last fifty were made within the last two seconds. */
  synchronized boolean on(Instant now) {
    return made.size() == MANY && Duration.between(made.getFirst(), now).compareTo(AT_ONCE) < 0;
  }
}
