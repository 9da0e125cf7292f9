package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Output;

/** A bar that is rewritten in place; without a terminal there is none. */
final class ProgressLine {
  private static final int WIDTH = 24;

  private final Output output;
  private int shown = -1;

  ProgressLine(Output output) {
    this.output = output;
  }

  /**
   * Shows the newest state.
   *
   * @param share done, 0 to 1
   */
  void show(String words, double share) {
    int thousandths = (int) (share * 1000);
    if (!output.progress() || !output.terminal() || thousandths == shown) {
      return;
    }
    shown = thousandths;
    int full = (int) (share * WIDTH);
    output.stream()
        .print("\r\u001b[K  " + "█".repeat(full) + "░".repeat(WIDTH - full) + "  " + words);
    output.stream().flush();
  }

  void clear() {
    if (shown >= 0) {
      output.stream().print("\r\u001b[K");
      output.stream().flush();
      shown = -1;
    }
  }
}
