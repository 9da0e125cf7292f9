package dev.keepstep.localcluster;

/**
 * Something of a local cluster did not work; the message says what, the mend, and the last lines of
 * the log in question.
 */
public final class LocalClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LocalClusterException(String message) {
    super(message);
  }

  public LocalClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
