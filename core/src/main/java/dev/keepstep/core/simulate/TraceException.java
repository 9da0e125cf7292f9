package dev.keepstep.core.simulate;

/** A trace that cannot be used: one sentence naming the trace, the field and the value. */
public final class TraceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TraceException(String message) {
    super(message);
  }
}
