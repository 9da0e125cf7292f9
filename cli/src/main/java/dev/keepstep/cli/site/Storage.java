package dev.keepstep.cli.site;

import java.util.Optional;

/**
 * Where a site's trainings keep their checkpoints.
 *
 * @param bucket an existing bucket
 * @param region what to sign for
 * @param endpoint URL as pods see it; empty: AWS
 * @param hostEndpoint URL as this machine sees it; empty: the same
 * @param secret name of the Secret with credentials; empty: the pods' own identity
 * @param credentials for this machine, to read loss curves for the report; empty: the AWS SDK's
 *     default chain
 */
public record Storage(
    String bucket,
    String region,
    Optional<String> endpoint,
    Optional<String> hostEndpoint,
    Optional<String> secret,
    Optional<Credentials> credentials) {

  /** An access key. */
  public record Credentials(String accessKey, String secretKey) {
    /** Never printed whole. */
    @Override
    public String toString() {
      return "Credentials[" + accessKey + "]";
    }
  }
}
