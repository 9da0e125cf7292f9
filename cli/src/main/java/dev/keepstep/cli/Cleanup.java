package dev.keepstep.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Removes what was made when the command ends, however it ends: the first Ctrl-C does it in peace,
 * a second one ends this process at once (a local cluster then goes by itself, seeing it gone).
 */
public final class Cleanup implements AutoCloseable {
  private final Runnable removal;
  private final Runnable onSignal;
  private final CountDownLatch signalled = new CountDownLatch(1);
  private final Thread hook = new Thread(this::shutdown, "cleanup");
  private boolean removed;

  /**
   * @param removal runs once
   * @param onSignal runs before it if it was a signal that ended the command
   */
  public Cleanup(Runnable removal, Runnable onSignal) {
    this.removal = removal;
    this.onSignal = onSignal;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether a signal has ended the command: what fails now fails because of that. */
  public boolean signalled() {
    return signalled.getCount() == 0;
  }

  /**
   * The same, for one who sees something fail: Ctrl-C goes to all processes of a terminal, and one
   * that this command started may end of it before this one has heard of it.
   */
  public boolean signalled(Duration within) throws InterruptedException {
    return signalled.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already, and finds nothing left to do
    }
  }

  private void shutdown() {
    signalled.countDown();
    Signal.handle(new Signal("INT"), _ -> Runtime.getRuntime().halt(Exit.INTERRUPTED));
    onSignal.run();
    remove();
  }

  /** Who comes second waits until it is done. */
  private synchronized void remove() {
    if (!removed) {
      removed = true;
      removal.run();
    }
  }
}
