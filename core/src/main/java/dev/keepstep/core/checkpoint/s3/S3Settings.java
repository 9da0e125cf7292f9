package dev.keepstep.core.checkpoint.s3;

import dev.keepstep.core.contract.TrainerSpec;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the bucket is and how long to try. Credentials are not among these: they come as the AWS
 * SDK's default chain finds them.
 *
 * @param endpoint of a server other than AWS's own
 * @param pathStyle whether the bucket is named in the path rather than in the host
 * @param kmsKeyId key for server-side encryption
 * @param attempts how often one call is tried
 * @param attemptTimeout time for one try, the transfer included
 * @param callTimeout time for all tries of one call
 */
public record S3Settings(
    String bucket,
    String region,
    Optional<URI> endpoint,
    boolean pathStyle,
    Optional<String> kmsKeyId,
    int attempts,
    Duration attemptTimeout,
    Duration callTimeout) {
  private static final int ATTEMPTS = 5;
  private static final Duration ATTEMPT = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(180);

  /**
   * As the operator says, with the usual patience: five tries, 60 s each, 180 s in all.
   *
   * @throws IllegalArgumentException if the endpoint is no URL
   */
  public static S3Settings of(TrainerSpec.Storage storage) {
    return new S3Settings(
        storage.bucket(),
        storage.region(),
        storage.endpoint().map(S3Settings::url),
        storage.pathStyle(),
        storage.kmsKeyId(),
        ATTEMPTS,
        ATTEMPT,
        CALL);
  }

  private static URI url(String endpoint) {
    URI url = URI.create(endpoint);
    if (url.getScheme() == null || url.getHost() == null) {
      throw new IllegalArgumentException(
          "s3.endpoint is \"" + endpoint + "\", expected a URL such as https://s3.example.org");
    }
    return url;
  }

  /** For people: who is asked. */
  String server() {
    return endpoint.map(URI::toString).orElse("s3." + region);
  }
}
