package dev.keepstep.cli.s3;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.TrainerSpec;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A picocli mixin: which S3 server a bucket is on. Credentials are no flags, so that they are not
 * left in a shell's history: they come as the AWS SDK's default chain finds them.
 */
public final class S3Options {
  private static final int ATTEMPTS = 3;
  private static final Duration ATTEMPT = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(120);
  private static final String DEFAULT_REGION = "us-east-1";

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "S3 server as this machine reaches it (path style). Unset: AWS.")
  @Nullable String endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      description = "Its region. Unset: AWS_REGION, else " + DEFAULT_REGION + ".")
  @Nullable String region;

  /**
   * Opens the bucket; the first call finds out whether it can be reached.
   *
   * <p>Credentials: {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, a profile, or what
   * else the SDK finds.
   */
  public ObjectStore open(String bucket) {
    return open(bucket, endpoint, region);
  }

  /** The same where an object names the server; a flag on the command line wins. */
  public ObjectStore open(
      String bucket, @Nullable String namedEndpoint, @Nullable String namedRegion) {
    Optional<URI> url =
        Optional.ofNullable(endpoint == null ? namedEndpoint : endpoint).map(S3Options::url);
    String in = region == null ? namedRegion : region;
    return S3ObjectStore.open(
        new S3Settings(
            bucket,
            in == null ? defaultRegion() : in,
            url,
            url.isPresent(),
            Optional.empty(),
            ATTEMPTS,
            ATTEMPT,
            CALL));
  }

  /** The same as a trainer is told of it, for a command that starts one. */
  public TrainerSpec.Storage storage(
      String bucket, String prefix, @Nullable String namedEndpoint, @Nullable String namedRegion) {
    Optional<String> url = Optional.ofNullable(endpoint == null ? namedEndpoint : endpoint);
    String in = region == null ? namedRegion : region;
    return new TrainerSpec.Storage(
        bucket, prefix, in == null ? defaultRegion() : in, url, url.isPresent(), Optional.empty());
  }

  /** The flags again, for a command line that is to be repeated; each after a space. */
  public String repeated() {
    return (endpoint == null ? "" : " --s3-endpoint " + endpoint)
        + (region == null ? "" : " --s3-region " + region);
  }

  private static String defaultRegion() {
    String region = System.getenv("AWS_REGION");
    return region == null || region.isBlank() ? DEFAULT_REGION : region;
  }

  private static URI url(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      url = URI.create("");
    }
    if (url.getScheme() == null || url.getHost() == null) {
      throw UserError.usage(
          "--s3-endpoint \"" + text + "\" is no URL",
          "write it with its scheme, such as https://s3.example.org");
    }
    return url;
  }
}
