package dev.keepstep.core.contract;

import java.util.Arrays;
import java.util.Optional;

/**
 * The exit codes by which a trainer says how an attempt ended. The numbers follow BSD's sysexits
 * where it has a word for the case.
 */
public enum ExitCode {
  /** All steps done, result written. */
  DONE(0, "done"),
  /** Bad input or configuration: another attempt would end the same way. */
  BAD_CONFIGURATION(64, "bad input or configuration; never retried"),
  /** This node cannot reproduce the run's bits; another may. */
  ENVELOPE_MISMATCH(65, "the node's envelope does not match the run's; placed elsewhere"),
  /** A re-executed step gave other bits, and the job says that this is fatal. */
  REPLAY_MISMATCH(66, "replayed steps gave other bits, and onMismatch is Fail"),
  /** Storage is unreachable or refuses. */
  STORAGE_UNAVAILABLE(69, "storage unreachable or refused; retried with back-off"),
  /** A failure of the training itself. */
  FAILURE(70, "failure; retried within limits.failures"),
  /** Interrupted, and a checkpoint of the last step was committed. */
  INTERRUPTED_COMMITTED(75, "interrupted; checkpoint committed"),
  /** Interrupted, and the steps since the last checkpoint are lost. */
  INTERRUPTED_UNCOMMITTED(76, "interrupted; no checkpoint committed");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }

  /** The code's name in this contract; empty for a number that it does not give a meaning to. */
  public static Optional<ExitCode> of(int code) {
    return Arrays.stream(values()).filter(c -> c.code == code).findFirst();
  }
}
