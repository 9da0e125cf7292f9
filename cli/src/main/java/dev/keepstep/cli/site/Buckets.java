package dev.keepstep.cli.site;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.TrainerSpec;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** Buckets as this machine, not a pod, sees them. */
public final class Buckets {
  private Buckets() {}

  /** Creates a bucket on a server that is not AWS's; it is no error if it is there. */
  public static void create(
      String endpoint, String region, Storage.Credentials credentials, String bucket) {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.of(region))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey())))
            .httpClientBuilder(Apache5HttpClient.builder())
            .build()) {
      s3.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException e) {
      // as wanted
    }
  }

  /** Opens a site's bucket for reading. Sets this process's credentials if there are any. */
  public static ObjectStore open(Storage storage) {
    storage
        .credentials()
        .ifPresent(
            credentials -> {
              System.setProperty("aws.accessKeyId", credentials.accessKey());
              System.setProperty("aws.secretAccessKey", credentials.secretKey());
            });
    Optional<String> endpoint = storage.hostEndpoint().or(storage::endpoint);
    return S3ObjectStore.open(
        S3Settings.of(
            new TrainerSpec.Storage(
                storage.bucket(),
                "-",
                storage.region(),
                endpoint,
                endpoint.isPresent(),
                Optional.empty())));
  }
}
