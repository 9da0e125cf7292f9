package dev.keepstep.cli.bench;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.CheckpointWriter;
import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.Fixtures;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.Snapshot;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.localcluster.LocalS3;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * A checkpoint committed (hashed, uploaded, manifest) beside the AWS SDK's native client uploading
 * the same bytes from memory, and a restore beside its download; on one real S3 server, in turns.
 */
final class UploadBenchmark {
  static final String BUCKET = "bench";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int TICKS = 100; // of /proc/PID/stat, a second

  private final LocalS3 server;
  private final S3ObjectStore store;
  private final S3AsyncClient crt;
  private final long serverPid;

  /** Starts with a bucket on a server that is there. */
  UploadBenchmark(LocalS3 server) throws IOException {
    this.server = server;
    Files.createDirectories(server.data().resolve(BUCKET));
    System.setProperty("aws.accessKeyId", server.location().accessKey());
    System.setProperty("aws.secretAccessKey", server.location().secretKey());
    URI endpoint = URI.create(server.location().hostEndpoint());
    store =
        S3ObjectStore.open(
            new S3Settings(
                BUCKET,
                server.location().region(),
                Optional.of(endpoint),
                true,
                Optional.empty(),
                3,
                LONG,
                LONG));
    crt =
        S3AsyncClient.crtBuilder()
            .endpointOverride(endpoint)
            .region(Region.of(server.location().region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        server.location().accessKey(), server.location().secretKey())))
            .build();
    serverPid =
        ProcessHandle.current()
            .descendants()
            .filter(p -> p.info().command().filter(c -> c.endsWith("versitygw")).isPresent())
            .findFirst()
            .orElseThrow()
            .pid();
  }

  /**
   * Measures.
   *
   * @param megabytes parameters and updater state, one to two
   */
  void run(int megabytes, int rounds) throws IOException {
    int bytes = megabytes * 1_000_000 / 12 * 12;
    ByteBuffer data = ByteBuffer.allocateDirect(bytes);
    fill(data);
    List<Tensor> tensors = tensors(data);
    CheckpointKeys keys = new CheckpointKeys("run-" + megabytes);
    CheckpointWriter writer =
        new CheckpointWriter(
            store, keys, new Writers(store, keys).claim(Fixtures.writer(1, Optional.empty())));
    List<Tensor> targets = tensors(ByteBuffer.allocateDirect(bytes));

    Samples persist = new Samples();
    Samples upload = new Samples();
    Samples restore = new Samples();
    Samples download = new Samples();
    Samples serverShare = new Samples();
    for (int round = 0; round <= rounds; round++) { // the first warms up
      long step = round + 1;
      data.putLong(0, step);
      double up =
          Samples.time(
              () ->
                  crt.putObject(
                          r -> r.bucket(BUCKET).key("raw"),
                          AsyncRequestBody.fromByteBufferUnsafe(data.duplicate()))
                      .join());
      long ticks = ticks();
      double commit =
          Samples.time(
              () -> {
                if (!(writer.commit(new Snapshot(step, 0, tensors))
                    instanceof CommitOutcome.Committed)) {
                  throw new IllegalStateException("not committed");
                }
              });
      double share = (ticks() - ticks) / (double) TICKS / commit;
      double down =
          Samples.time(
              () ->
                  crt.getObject(
                          r -> r.bucket(BUCKET).key("raw"), AsyncResponseTransformer.toBytes())
                      .join());
      double read =
          Samples.time(
              () -> {
                if (!(new CheckpointReader(store, keys).restore(targets) instanceof Restored)) {
                  throw new IllegalStateException("not restored");
                }
              });
      if (round > 0) {
        upload.add(up);
        persist.add(commit);
        download.add(down);
        restore.add(read);
        serverShare.add(share);
      }
      clear(keys);
    }
    double megs = bytes / 1e6;
    System.out.printf(
        "%4d MB   persist %5.0f MB/s   raw CRT upload   %5.0f MB/s   ratio %.2f (bar 0.70)   server"
            + " %.2f cores meanwhile%n",
        megabytes,
        megs / persist.median(),
        megs / upload.median(),
        upload.median() / persist.median(),
        serverShare.median());
    System.out.printf(
        "          restore %5.0f MB/s   raw CRT download %5.0f MB/s   ratio %.2f%n",
        megs / restore.median(), megs / download.median(), download.median() / restore.median());
  }

  void close() {
    crt.close();
    store.close();
  }

  private void clear(CheckpointKeys keys) {
    store.list(keys.checkpoints()).keys().forEach(store::delete);
  }

  private static void fill(ByteBuffer data) {
    SplittableRandom random = new SplittableRandom(1);
    while (data.remaining() >= Long.BYTES) {
      data.putLong(random.nextLong());
    }
    data.clear();
  }

  /** As Adam has them: a number a parameter, and twice as many again. */
  private static List<Tensor> tensors(ByteBuffer data) {
    int third = data.capacity() / 3;
    List<Tensor> tensors = new ArrayList<>();
    String[] names = {"params", "adam.mean", "adam.variance"};
    for (int i = 0; i < names.length; i++) {
      tensors.add(
          Tensor.of(names[i], DType.FLOAT32, List.of(third / 4L), data.slice(i * third, third)));
    }
    return tensors;
  }

  /** What the server has used of a core, in hundredths of a second. */
  private long ticks() {
    try {
      String stat = Files.readString(Path.of("/proc/" + serverPid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
