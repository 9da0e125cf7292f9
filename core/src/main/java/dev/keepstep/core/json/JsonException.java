package dev.keepstep.core.json;

/** Text that is not the JSON that was expected; the message names the field and what is wrong. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JsonException(String message) {
    super(message);
  }
}
