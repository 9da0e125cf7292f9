package dev.keepstep.core.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * Why storage did not do what it was asked to. The message is one sentence for people; it names
 * what was asked of what.
 */
public abstract sealed class StorageFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private StorageFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed a little later with nobody's help. */
  public boolean retryable() {
    return false;
  }

  /** There is no such object. */
  public static final class NotFound extends StorageFailure {
    private static final long serialVersionUID = 1;

    public NotFound(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The object exists already. */
  public static final class PreconditionFailed extends StorageFailure {
    private static final long serialVersionUID = 1;

    public PreconditionFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Not reached, or busy, or answered nothing in time, after all retries. */
  public static final class Unavailable extends StorageFailure {
    private static final long serialVersionUID = 1;

    public Unavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** No credentials, wrong ones, or ones without the right. */
  public static final class Denied extends StorageFailure {
    private static final long serialVersionUID = 1;

    public Denied(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** There is no such bucket. */
  public static final class NoSuchBucket extends StorageFailure {
    private static final long serialVersionUID = 1;

    public NoSuchBucket(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The store is full, or a quota is. */
  public static final class OutOfSpace extends StorageFailure {
    private static final long serialVersionUID = 1;

    public OutOfSpace(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Any other refusal, such as a checksum that did not match or a key that may not be used. */
  public static final class Refused extends StorageFailure {
    private static final long serialVersionUID = 1;

    public Refused(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
