package dev.keepstep.core.checkpoint.s3;

import dev.keepstep.core.checkpoint.Crc64Nvme;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * An {@link ObjectStore} on S3 or a server that speaks its protocol. Every put carries a CRC64NVME
 * that the server checks; what is read is checked by the protocol's own SHA-256, so responses are
 * not checked a second time. Tries and times are bounded by {@link S3Settings}.
 */
public final class S3ObjectStore implements ObjectStore {
  private static final int CONNECTIONS = 32;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int COPY = 1 << 17;

  private final S3Settings settings;
  private final S3Client client;
  private final Failures failures;

  private S3ObjectStore(S3Settings settings, S3Client client) {
    this.settings = settings;
    this.client = client;
    this.failures = new Failures(settings);
  }

  /** Makes a client; the first call, not this, finds out whether the bucket can be reached. */
  public static S3ObjectStore open(S3Settings settings) {
    var builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .putAuthScheme(new BodiesUnsigned())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(CONNECTIONS)
                    .connectionTimeout(CONNECT)
                    .socketTimeout(SILENCE))
            .overrideConfiguration(
                config ->
                    config
                        .retryStrategy(
                            StandardRetryStrategy.builder()
                                .maxAttempts(settings.attempts())
                                .retryOnException(Failures::spoiledOnItsWay)
                                .build())
                        .apiCallAttemptTimeout(settings.attemptTimeout())
                        .apiCallTimeout(settings.callTimeout()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return new S3ObjectStore(settings, builder.build());
  }

  @Override
  public byte[] get(String key) {
    return call(
        "get " + key,
        () ->
            client
                .getObject(
                    request -> request.bucket(settings.bucket()).key(key),
                    ResponseTransformer.toBytes())
                .asByteArray());
  }

  @Override
  public void read(String key, long offset, ByteBuffer into) {
    if (!into.hasRemaining()) {
      return;
    }
    String range = "bytes=%d-%d".formatted(offset, offset + into.remaining() - 1);
    int missing =
        call(
            "get " + key,
            () ->
                client.getObject(
                    request -> request.bucket(settings.bucket()).key(key).range(range),
                    (response, body) -> fill(into.duplicate(), body)));
    if (missing > 0) {
      throw new StorageFailure.NotFound(
          "get %s in bucket \"%s\": %s lacks %d bytes"
              .formatted(key, settings.bucket(), range, missing),
          null);
    }
    into.position(into.limit());
  }

  @Override
  public Listing list(String prefix, String after) {
    return call(
        "list " + prefix,
        () -> {
          List<Listed> objects = new ArrayList<>();
          Optional<Instant> at = Optional.empty();
          ListObjectsV2Request.Builder request =
              ListObjectsV2Request.builder().bucket(settings.bucket()).prefix(prefix);
          if (!after.isEmpty()) {
            request.startAfter(after);
          }
          ListObjectsV2Response page;
          do {
            page = client.listObjectsV2(request.build());
            for (S3Object object : page.contents()) {
              objects.add(new Listed(object.key(), object.size(), object.lastModified()));
            }
            if (at.isEmpty()) {
              at = date(page.sdkHttpResponse()); // the first page's: ages are never overstated
            }
            request.continuationToken(page.nextContinuationToken());
          } while (Boolean.TRUE.equals(page.isTruncated()));
          return new Listing(objects, at.orElseGet(() -> latest(objects)));
        });
  }

  @Override
  public void put(String key, List<ByteBuffer> body, String crc64nvme) {
    put(key, body, crc64nvme, false);
  }

  @Override
  public void putIfAbsent(String key, byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    put(key, List.of(bytes), new Crc64Nvme().update(bytes).base64(), true);
  }

  @Override
  public void delete(String key) {
    try {
      call(
          "delete " + key,
          () -> client.deleteObject(request -> request.bucket(settings.bucket()).key(key)));
    } catch (StorageFailure.NotFound e) {
      // gone is what was asked for; S3 itself does not even mention it
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private void put(String key, List<ByteBuffer> body, String crc64nvme, boolean ifAbsent) {
    long length = body.stream().mapToLong(ByteBuffer::remaining).sum();
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(key)
            .contentLength(length)
            .checksumCRC64NVME(crc64nvme);
    settings
        .kmsKeyId()
        .ifPresent(
            id -> request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(id));
    if (ifAbsent) {
      request.ifNoneMatch("*");
    }
    call(
        "put " + key,
        () ->
            client.putObject(
                request.build(),
                RequestBody.fromContentProvider(
                    () -> new BuffersInputStream(body), length, "application/octet-stream")));
  }

  private <T> T call(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failures.of(what, e);
    }
  }

  /** How many bytes the body lacks to fill the buffer. */
  private static int fill(ByteBuffer into, InputStream body) {
    byte[] copy = new byte[Math.min(COPY, into.remaining())];
    try {
      while (into.hasRemaining()) {
        int count = body.read(copy, 0, Math.min(copy.length, into.remaining()));
        if (count < 0) {
          return into.remaining();
        }
        into.put(copy, 0, count);
      }
      return 0;
    } catch (IOException e) {
      throw RetryableException.create("the connection broke within the body", e);
    }
  }

  private static Optional<Instant> date(SdkHttpResponse response) {
    return response
        .firstMatchingHeader("Date")
        .flatMap(
            text -> {
              try {
                return Optional.of(
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
              } catch (DateTimeParseException e) {
                return Optional.empty();
              }
            });
  }

  /** For a server that does not tell the time: its last write, which is never in its future. */
  private static Instant latest(List<Listed> objects) {
    return objects.stream().map(Listed::modified).max(Instant::compareTo).orElse(Instant.EPOCH);
  }
}
