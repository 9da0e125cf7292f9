package dev.keepstep.trainer.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT, turned into a question that the training asks between two steps.
 *
 * <p>The JVM's own answer to the signal runs shutdown hooks beside the training and exits with 143,
 * whatever the training would have said; so the signal is taken from it.
 */
public final class StopSignal {
  private final CountDownLatch requested = new CountDownLatch(1);

  StopSignal() {}

  /** Takes the signals from the JVM; as early as possible. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    Signal.handle(new Signal("TERM"), signal -> stop.request());
    Signal.handle(new Signal("INT"), signal -> stop.request());
    return stop;
  }

  /** As the signal does. */
  public void request() {
    requested.countDown();
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Sleeps, but not beyond the signal. */
  public void sleep(Duration duration) throws InterruptedException {
    requested.await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Sees to it that the process ends by itself before it is killed: unless it has ended before,
   * {@code last} runs at once if nothing is at stake, else shortly before the grace period is over.
   *
   * @param grace time between SIGTERM and SIGKILL
   * @param nothingAtStake asked when the signal has come: there is no step that could be saved
   */
  void beforeKill(Duration grace, BooleanSupplier nothingAtStake, Runnable last) {
    Duration usable = grace.minus(reserve(grace));
    Thread.ofPlatform()
        .name("grace")
        .daemon()
        .start(
            () -> {
              try {
                requested.await();
                if (!nothingAtStake.getAsBoolean()) {
                  TimeUnit.NANOSECONDS.sleep(usable.toNanos());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              }
              last.run();
            });
  }

  /** Kept back for saying how it ended: a tenth, at most three seconds. */
  static Duration reserve(Duration grace) {
    Duration tenth = grace.dividedBy(10);
    Duration most = Duration.ofSeconds(3);
    return tenth.compareTo(most) < 0 ? tenth : most;
  }
}
