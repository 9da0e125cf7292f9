package dev.keepstep.core.checkpoint.s3;

import dev.keepstep.core.checkpoint.StorageFailure;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 and its SDK say, in the protocol's words. */
final class Failures {
  private static final Set<String> FULL =
      Set.of("InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "StorageFull");

  /**
   * What a server says of a body that is not the one that was sent. A wrong secret key looks like
   * one of these, and is then told a few tries later.
   */
  private static final Set<String> SPOILED =
      Set.of(
          "BadDigest",
          "IncompleteBody",
          "RequestTimeout",
          "SignatureDoesNotMatch",
          "XAmzContentSHA256Mismatch");

  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INSUFFICIENT_STORAGE = 507;

  private final S3Settings settings;

  Failures(S3Settings settings) {
    this.settings = settings;
  }

  /** Whether a request or its answer was changed or cut by the network: trying again helps. */
  static boolean spoiledOnItsWay(Throwable e) {
    return switch (e) {
      case S3Exception s3 -> SPOILED.contains(code(s3));
      case SdkClientException client ->
          String.valueOf(client.getMessage()).contains("Could not parse");
      default -> false;
    };
  }

  private static String code(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /**
   * @param what the verb and the key, for the message
   */
  StorageFailure of(String what, SdkException e) {
    String where =
        "%s in bucket \"%s\" (asked %s)".formatted(what, settings.bucket(), settings.server());
    if (e instanceof S3Exception s3) {
      return answered(where, s3);
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains("credentials")) {
      return new StorageFailure.Denied(
          where + ": no credentials found: name a Secret or a ServiceAccount that has them", e);
    }
    return new StorageFailure.Unavailable(
        "%s: not reached in %d tries: %s".formatted(where, settings.attempts(), firstLine(message)),
        e);
  }

  private StorageFailure answered(String where, S3Exception e) {
    String code = code(e);
    int status = e.statusCode();
    String answer = "%s: %d %s".formatted(where, status, code).strip();
    if (code.equals("NoSuchBucket")) {
      return new StorageFailure.NoSuchBucket(
          "spec.checkpoint.s3.bucket \"%s\": no such bucket (asked %s): create it, or correct the name"
              .formatted(settings.bucket(), settings.server()),
          e);
    }
    if (FULL.contains(code) || status == INSUFFICIENT_STORAGE) {
      return new StorageFailure.OutOfSpace(
          answer + ": the store is full: make room, or raise the quota", e);
    }
    return switch (status) {
      case 404, 416 -> new StorageFailure.NotFound(answer, e);
      case 412 -> new StorageFailure.PreconditionFailed(answer, e);
      case 401, 403 ->
          new StorageFailure.Denied(
              answer + ": the credentials are wrong, or lack this right on the bucket", e);
      // two conditional writes of one key at once: S3 asks the loser to look again
      case CONFLICT, TOO_MANY_REQUESTS -> new StorageFailure.Unavailable(answer, e);
      default ->
          status >= 500
              ? new StorageFailure.Unavailable(answer, e)
              : new StorageFailure.Refused(
                  answer + ": " + firstLine(String.valueOf(e.getMessage())), e);
    };
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
