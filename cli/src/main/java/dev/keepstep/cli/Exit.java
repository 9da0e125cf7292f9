package dev.keepstep.cli;

/** The exit codes of every subcommand. */
public final class Exit {
  /** It worked, and what was compared is equal. */
  public static final int OK = 0;

  /** It failed, or what was compared differs. */
  public static final int FAILED = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  /** Ended by Ctrl-C, as a shell counts it. */
  public static final int INTERRUPTED = 130;

  private Exit() {}
}
