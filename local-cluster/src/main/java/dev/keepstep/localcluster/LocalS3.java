package dev.keepstep.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real S3 server (versitygw) on loopback, without a cluster and without root. Its data lies in a
 * temporary folder, outlives {@link #stop} and {@link #kill}, and goes with {@link #close}.
 * Conditional puts, checksums and authentication are real; lifecycle rules are not there (501).
 */
public final class LocalS3 implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path program;
  private final Path folder;
  private final int port;
  private final Process watch;
  private @Nullable Process process;

  private LocalS3(Path program, Path folder, int port) {
    this.program = program;
    this.folder = folder;
    this.port = port;
    this.watch = watch(folder);
  }

  /**
   * A shell that waits for the end of this JVM, however it ends, and then ends the server and
   * removes the folder: a killed test run leaves nothing behind.
   */
  private static Process watch(Path folder) {
    String script =
        "trap '' INT TERM HUP; cat >/dev/null; kill -9 $(cat \"$1/pid\") 2>/dev/null; rm -rf -- \"$1\"";
    try {
      return new ProcessBuilder("setsid", "sh", "-c", script, "sh", folder.toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new LocalClusterException("cannot start setsid and sh: " + e.getMessage(), e);
    }
  }

  /**
   * Starts one with a server found or built by {@link Binaries#find}; about 0.2 s once that is
   * built.
   */
  public static LocalS3 start() {
    return start(Binaries.find(Progress.STDERR));
  }

  /** Starts one on a free port. */
  public static LocalS3 start(Binaries binaries) {
    Path program = binaries.versitygw();
    // Another program may take the port between the look and the start: then the next one is tried.
    for (int attempt = 1; ; attempt++) {
      LocalS3 s3 = new LocalS3(program, newFolder(), freePort());
      try {
        s3.startAgain();
        return s3;
      } catch (LocalClusterException e) {
        s3.close();
        if (attempt == 3) {
          throw e;
        }
      }
    }
  }

  /** Where it is; the credentials guard nothing but are checked. */
  public S3Location location() {
    return new S3Location(
        "", "http://127.0.0.1:" + port, "keepstep", "keepstep-secret", "us-east-1");
  }

  /** Starts it again, on the same port and the same data, and waits until it listens. */
  public synchronized void startAgain() {
    if (process != null && process.isAlive()) {
      return;
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--port",
            "127.0.0.1:" + port,
            "--region",
            location().region(),
            "posix",
            "--versioning-dir",
            folder.resolve("versions").toString(),
            folder.resolve("data").toString());
    builder.environment().put("ROOT_ACCESS_KEY", location().accessKey());
    builder.environment().put("ROOT_SECRET_KEY", location().secretKey());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    try {
      process = builder.start();
      Files.writeString(folder.resolve("pid"), Long.toString(process.pid()));
    } catch (IOException e) {
      throw new LocalClusterException("cannot start versitygw: " + e.getMessage(), e);
    }
    await(process);
  }

  /** Asks it to end, and waits until it has. */
  public synchronized void stop() {
    end(Process::destroy);
  }

  /** Ends it at once, as a server goes whose machine goes. */
  public synchronized void kill() {
    end(Process::destroyForcibly);
  }

  private void end(java.util.function.Consumer<Process> how) {
    if (process == null) {
      return;
    }
    how.accept(process);
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The folder whose sub-folders are the buckets: for looking into, and for tests that damage what
   * lies there.
   */
  public Path data() {
    return folder.resolve("data");
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(
          folder.resolve("pid")); // its number may be another's before the watch looks
      watch.getOutputStream().close();
      watch.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(Process started) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new LocalClusterException(
            "versitygw does not listen on 127.0.0.1:" + port + ":\n" + lastWords());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalClusterException("interrupted while waiting for versitygw", e);
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private static Path newFolder() {
    try {
      // versitygw keeps metadata in extended attributes, which an old kernel's tmpfs does not have:
      // not /tmp
      Path parent = Path.of("/var/tmp");
      Path folder =
          Files.isWritable(parent)
              ? Files.createTempDirectory(parent, "keepstep-s3-")
              : Files.createTempDirectory("keepstep-s3-");
      Files.createDirectory(folder.resolve("data"));
      Files.createDirectory(folder.resolve("versions"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server runs, for tests that stop it. */
  public synchronized boolean isRunning() {
    return Optional.ofNullable(process).map(Process::isAlive).orElse(false);
  }
}
