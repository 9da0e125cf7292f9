package dev.keepstep.cli.trainer;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalClusterException;
import dev.keepstep.localcluster.LocalS3;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/**
 * A real S3 server of this machine with one bucket, for trainers that run as plain processes. Gone
 * with {@link #close}, or with this JVM.
 */
public final class LocalStore implements AutoCloseable {
  /** The bucket. */
  public static final String BUCKET = "keepstep";

  private final LocalS3 server;
  private final ObjectStore store;

  private LocalStore(LocalS3 server) {
    this.server = server;
    // where the SDK's default chain looks first; a trainer is told by its environment
    System.setProperty("aws.accessKeyId", server.location().accessKey());
    System.setProperty("aws.secretAccessKey", server.location().secretKey());
    this.store = S3ObjectStore.open(S3Settings.of(storage("-", endpoint())));
  }

  /**
   * Starts one.
   *
   * @param progress hears of the server's program being built, which happens once on a machine
   * @throws UserError if there is no server
   */
  public static LocalStore start(Progress progress) {
    LocalS3 server = server(progress);
    try {
      Files.createDirectories(server.data().resolve(BUCKET));
      return new LocalStore(server);
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException(e);
    }
  }

  private static LocalS3 server(Progress progress) {
    try {
      return LocalS3.start(Binaries.find(progress));
    } catch (LocalClusterException e) {
      throw UserError.failed(
          String.valueOf(e.getMessage()), "the S3 server is built with Go 1.26 or later");
    }
  }

  /** This process's own view of the bucket. */
  public ObjectStore store() {
    return store;
  }

  /** Where the server listens. */
  public URI endpoint() {
    return URI.create(server.location().hostEndpoint());
  }

  /**
   * The bucket as a spec file names it.
   *
   * @param prefix of a run
   * @param endpoint the server's own, or that of something in front of it
   */
  public TrainerSpec.Storage storage(String prefix, URI endpoint) {
    return new TrainerSpec.Storage(
        BUCKET,
        prefix,
        server.location().region(),
        Optional.of(endpoint.toString()),
        true,
        Optional.empty());
  }

  /** The variables by which the AWS SDK is given its credentials. */
  public Map<String, String> credentials() {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        server.location().accessKey(),
        "AWS_SECRET_ACCESS_KEY",
        server.location().secretKey());
  }

  @Override
  public void close() {
    store.close();
    server.close();
  }
}
