package dev.keepstep.trainer.report;

import dev.keepstep.core.contract.LeaseKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the attempt's Lease up to date from a thread of its own: at once when something notable
 * happened, every {@link #LIVELY} while steps go by, every {@link LeaseKeys#HEARTBEAT_SECONDS} at
 * the latest, and never more than once in {@link #LEAST_GAP}, but for the news that it trains,
 * which somebody may be waiting for. Training only leaves its newest state here, which takes no
 * time and cannot fail; a cluster that does not answer is asked again later.
 */
public final class LeaseReporter implements AutoCloseable {
  private static final Duration LEAST_GAP = Duration.ofSeconds(1);
  private static final Duration LIVELY = Duration.ofSeconds(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(LeaseKeys.HEARTBEAT_SECONDS - 10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LAST_WORD = Duration.ofSeconds(3);

  private final Optional<LeaseClient> client;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private LeaseState state = LeaseState.starting();
  private boolean closing;
  private boolean lastTried;

  /**
   * @param client empty: there is no cluster to report to
   */
  public LeaseReporter(Optional<LeaseClient> client) {
    this.client = client;
    this.thread = Thread.ofPlatform().name("lease").daemon().unstarted(this::loop);
    if (client.isPresent()) {
      thread.start();
    }
  }

  /** Leaves a new state to be reported. */
  public void update(UnaryOperator<LeaseState> change) {
    lock.lock();
    try {
      LeaseState before = state;
      state = change.apply(before);
      if (state.notableAfter(before)) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was left last. */
  public LeaseState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the operator has handed over; false as long as it cannot be asked. Without a cluster
   * there is nobody to wait for.
   */
  public boolean handedOver() throws InterruptedException {
    if (client.isEmpty()) {
      return true;
    }
    try {
      return client.get().handedOver();
    } catch (IOException e) {
      return false;
    }
  }

  /** Reports the last state, waiting a few seconds for it at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      if (thread.isAlive()) {
        thread.join(LAST_WORD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    @Nullable LeaseState reported = null;
    Duration pause = LEAST_GAP;
    boolean silent = false;
    Instant last = Instant.EPOCH;
    try {
      while (true) {
        Optional<LeaseState> due = awaitDue(reported, last, pause);
        if (due.isEmpty()) {
          return;
        }
        try {
          last = Instant.now();
          client.orElseThrow().apply(due.get(), last);
          reported = due.get();
          pause = LEAST_GAP;
          if (silent) {
            System.err.println("reporting to the cluster works again");
            silent = false;
          }
        } catch (IOException e) {
          if (!silent) {
            System.err.println("not reported, training goes on: " + e);
            silent = true;
          }
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the state should be reported; empty: it was, and the reporter is to end. */
  private Optional<LeaseState> awaitDue(@Nullable LeaseState reported, Instant last, Duration pause)
      throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (closing) {
          // one last try, whatever the pause: this process is about to end
          boolean said = state.equals(reported) || lastTried;
          lastTried = true;
          return said ? Optional.empty() : Optional.of(state);
        }
        Duration since = Duration.between(last, Instant.now());
        Duration wanted = HEARTBEAT;
        if (reported == null || state.notableAfter(reported)) {
          boolean begins = reported != null && state.beginsAfter(reported);
          wanted = begins && pause.equals(LEAST_GAP) ? Duration.ZERO : pause;
        } else if (state.step() != reported.step()) {
          wanted = LIVELY.compareTo(pause) > 0 ? LIVELY : pause;
        }
        if (since.compareTo(wanted) >= 0 || since.isNegative()) {
          return Optional.of(state);
        }
        Duration left = wanted.minus(since);
        // a step that goes by signals nothing, so look again before long
        Duration nap = left.compareTo(LIVELY) > 0 ? LIVELY : left;
        changed.awaitNanos(nap.toNanos());
      }
    } finally {
      lock.unlock();
    }
  }
}
