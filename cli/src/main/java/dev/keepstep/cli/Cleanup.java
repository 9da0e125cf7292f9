package dev.keepstep.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Removes what was made when the command ends, however it ends: the first Ctrl-C does it in peace,
 * a second one ends this process at once (a local cluster then goes by itself, seeing it gone).
 */
public final class Cleanup implements AutoCloseable {
  private final Runnable removal;
  private final Runnable onSignal;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Thread hook = new Thread(this::shutdown, "cleanup");

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
    return signalled.get();
  }

  @Override
  public void close() {
    if (begun.compareAndSet(false, true)) {
      Runtime.getRuntime().removeShutdownHook(hook);
      removal.run();
    }
  }

  private void shutdown() {
    if (begun.compareAndSet(false, true)) {
      signalled.set(true);
      Signal.handle(new Signal("INT"), _ -> Runtime.getRuntime().halt(Exit.INTERRUPTED));
      onSignal.run();
      removal.run();
    }
  }
}
