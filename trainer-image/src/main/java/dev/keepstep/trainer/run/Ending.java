package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.contract.ExitCode;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * How an attempt ends.
 *
 * @param cause one CamelCase word
 * @param message one sentence for people
 * @param metrics by name, at the end of the run only
 * @param result where model and metrics lie, at the end of the run only
 */
public record Ending(
    ExitCode code,
    String cause,
    String message,
    Map<String, String> metrics,
    Optional<String> result) {

  /** An ending that was found deep below and is to be the attempt's. */
  public static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Ending ending;

    public Reached(Ending ending) {
      super(ending.message());
      this.ending = ending;
    }

    public Ending ending() {
      return ending;
    }
  }

  static Ending of(ExitCode code, String cause, String message) {
    return new Ending(code, cause, message, Map.of(), Optional.empty());
  }

  static Ending badConfiguration(String message) {
    return of(ExitCode.BAD_CONFIGURATION, "BadConfiguration", message);
  }

  /** What storage's refusals and other known failures mean for the attempt. */
  static Ending of(RuntimeException failure) {
    return switch (failure) {
      case Reached reached -> reached.ending();
      case RunIdentity.Mismatch mismatch ->
          of(ExitCode.BAD_CONFIGURATION, "OtherRun", said(mismatch));
      // the other job may be the one that this one replaces, which is about to stop
      case Writers.PrefixInUse inUse ->
          of(ExitCode.STORAGE_UNAVAILABLE, "PrefixInUse", said(inUse));
      case StorageFailure storage ->
          of(ExitCode.STORAGE_UNAVAILABLE, cause(storage), said(storage));
      case UncheckedIOException unread ->
          of(ExitCode.FAILURE, "InputUnreadable", "the data cannot be read: " + unread.getCause());
      default -> of(ExitCode.FAILURE, "Failure", "unexpected: " + failure);
    };
  }

  static String cause(StorageFailure failure) {
    return switch (failure) {
      case StorageFailure.NoSuchBucket _ -> "NoSuchBucket";
      case StorageFailure.Denied _ -> "StorageDenied";
      case StorageFailure.OutOfSpace _ -> "StorageFull";
      case StorageFailure.Unavailable _ -> "StorageUnavailable";
      case StorageFailure.NotFound _,
          StorageFailure.PreconditionFailed _,
          StorageFailure.Refused _ ->
          "StorageRefused";
    };
  }

  private static String said(RuntimeException failure) {
    return String.valueOf(failure.getMessage());
  }
}
