package dev.keepstep.cli.storage;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.PrefixedStore;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.localcluster.LocalS3;
import dev.keepstep.localcluster.S3Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One S3 server for a test class, with one bucket; each test gets a prefix of its own. */
public final class RealS3 implements AutoCloseable {
  public static final String BUCKET = "checkpoints";

  private final LocalS3 server = LocalS3.start();
  private final AtomicInteger stores = new AtomicInteger();
  private final S3ObjectStore store;

  public RealS3() {
    try {
      Files.createDirectories(server.data().resolve(BUCKET));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    signIn(server.location().secretKey());
    store = open(BUCKET, server.location().hostEndpoint());
  }

  /** As the SDK's default chain finds it, which is how a trainer is given its credentials. */
  void signIn(String secretKey) {
    System.setProperty("aws.accessKeyId", server.location().accessKey());
    System.setProperty("aws.secretAccessKey", secretKey);
  }

  S3ObjectStore open(String bucket, String endpoint) {
    return S3ObjectStore.open(
        new S3Settings(
            bucket,
            server.location().region(),
            Optional.of(URI.create(endpoint)),
            true,
            Optional.empty(),
            4,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60)));
  }

  LocalS3 server() {
    return server;
  }

  public S3Location location() {
    return server.location();
  }

  public S3ObjectStore store() {
    return store;
  }

  String freshPrefix() {
    return "test-" + stores.incrementAndGet() + "/";
  }

  ObjectStore emptyStore() {
    return new PrefixedStore(store, freshPrefix());
  }

  @Override
  public void close() {
    store.close();
    server.close();
  }
}
