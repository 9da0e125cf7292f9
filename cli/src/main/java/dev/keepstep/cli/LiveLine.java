package dev.keepstep.cli;

import java.io.PrintStream;

/**
 * The line that says how far a run is: rewritten in place on a terminal; elsewhere printed anew
 * each time another tenth is done. Safe for use by several threads.
 */
public final class LiveLine {
  private static final String CLEAR = "\r\u001b[K";

  private final Output output;
  private final PrintStream out;
  private final boolean terminal;
  private boolean shown;
  private long tenth = -1;

  public LiveLine(Output output) {
    this.output = output;
    this.out = output.stream();
    this.terminal = output.terminal();
  }

  /**
   * Shows the newest state.
   *
   * @param share of the run that is done, 0 to 1
   */
  public synchronized void show(String line, double share) {
    if (!output.progress()) {
      return;
    }
    if (terminal) {
      out.print(CLEAR + line);
      out.flush();
      shown = true;
    } else if ((long) (share * 10) > tenth) {
      tenth = (long) (share * 10);
      out.println(line);
      out.flush();
    }
  }

  /** Prints a line that stays, above the live one. */
  public synchronized void say(String line) {
    if (!output.progress()) {
      return;
    }
    clear();
    out.println(line);
    out.flush();
  }

  /** Takes the live line away. */
  public synchronized void clear() {
    if (shown) {
      out.print(CLEAR);
      out.flush();
      shown = false;
    }
  }
}
