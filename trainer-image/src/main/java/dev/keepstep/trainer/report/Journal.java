package dev.keepstep.trainer.report;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.TrailLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stores the trail, the curve and the log behind the training's back, from a thread of its own:
 * often at first, so that an early loss of the node finds something to compare with, and with the
 * heartbeat later on. A store that does not answer is asked again the next time.
 */
public final class Journal implements AutoCloseable {
  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final Duration SELDOM = Duration.ofSeconds(30);

  private final TrailLog trail;
  private final Curve curve;
  private final Transcript transcript;
  private final String log;
  private final ObjectStore store;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final long began = System.nanoTime();

  /**
   * @param log the key under which {@code transcript} is stored
   */
  public Journal(
      TrailLog trail, Curve curve, Transcript transcript, String log, ObjectStore store) {
    this.trail = trail;
    this.curve = curve;
    this.transcript = transcript;
    this.log = log;
    this.store = store;
    this.thread = Thread.ofPlatform().name("journal").daemon().start(this::loop);
  }

  private void loop() {
    try {
      while (!closing.await(pause().toNanos(), TimeUnit.NANOSECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A tenth of the attempt's age, within bounds. */
  private Duration pause() {
    Duration tenth = Duration.ofNanos(System.nanoTime() - began).dividedBy(10);
    return tenth.compareTo(OFTEN) < 0 ? OFTEN : tenth.compareTo(SELDOM) > 0 ? SELDOM : tenth;
  }

  private void flush() {
    try {
      trail.flush();
      curve.flush(store);
      transcript.flush(store, log);
    } catch (StorageFailure e) {
      // saving a checkpoint meets the same store, and says so where it is seen
    }
  }

  /** Stores what is left, once. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }
}
