package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A place in S3. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record S3Spec(
    @Required
        @Pattern("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
        @JsonPropertyDescription(
            "Name of the bucket. It must exist. Cannot be changed once training has begun.")
        String bucket,
    @Pattern("^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$")
        @Size(max = 512)
        @JsonPropertyDescription(
            "Key prefix under which everything of this run lies, without a slash at its ends."
                + " Unset: <namespace>/<name> of the job. Cannot be changed once training has begun.")
        @Nullable String prefix,
    @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "AWS region, or what the endpoint expects in its place. Cannot be changed once training"
                + " has begun.")
        String region,
    @Pattern("^https?://[^/ ]+/?$")
        @Size(max = 512)
        @JsonPropertyDescription(
            "URL of an S3 server other than AWS's own, as seen from the trainer's pod. Unset: AWS."
                + " Cannot be changed once training has begun.")
        @Nullable String endpoint,
    @JsonPropertyDescription("Whether the bucket is named in the URL's path rather than its host.")
        Boolean pathStyle,
    @Size(min = 1, max = 2048)
        @JsonPropertyDescription(
            "Key with which S3 encrypts what is stored (SSE-KMS). Unset: the bucket's own setting.")
        @Nullable String kmsKeyId,
    @JsonPropertyDescription(
            "Secret of the job's namespace with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and,"
                + " optionally, AWS_SESSION_TOKEN, handed to the trainer as its environment. Unset:"
                + " the trainer uses what its ServiceAccount or node gives it.")
        @Nullable SecretReference credentialsSecret) {

  public static final String DEFAULT_REGION = "us-east-1";

  /** A Secret of the job's own namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SecretReference(
      @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
          String name) {}

  public S3Spec {
    region = region == null ? DEFAULT_REGION : region;
    pathStyle = pathStyle == null ? Boolean.FALSE : pathStyle;
  }
}
