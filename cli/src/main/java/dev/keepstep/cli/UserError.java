package dev.keepstep.cli;

import java.util.Optional;

/**
 * A mistake or a lack that the user can mend: one sentence naming what is wrong, one naming the
 * mend. It is told as {@code error: …} and {@code mend: …} on standard error, with no stack trace.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String mend;
  private final int exitCode;

  private UserError(String message, String mend, int exitCode) {
    super(message);
    this.mend = mend;
    this.exitCode = exitCode;
  }

  /** Something that failed; the command ends with {@link Exit#FAILED}. */
  public static UserError failed(String message, String mend) {
    return new UserError(message, mend, Exit.FAILED);
  }

  /** A command line that makes no sense; the command ends with {@link Exit#USAGE}. */
  public static UserError usage(String message, String mend) {
    return new UserError(message, mend, Exit.USAGE);
  }

  /**
   * Refuses an option's number that is too small.
   *
   * @param option as it is written, with its dashes
   */
  public static void requireAtLeast(String option, long given, long least) {
    if (given < least) {
      throw usage("%s is %d".formatted(option, given), "give %d or more".formatted(least));
    }
  }

  /** What to do about it; empty when the message says it all. */
  public Optional<String> mend() {
    return mend.isEmpty() ? Optional.empty() : Optional.of(mend);
  }

  public int exitCode() {
    return exitCode;
  }
}
