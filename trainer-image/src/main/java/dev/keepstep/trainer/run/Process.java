package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.trainer.report.LeaseClient;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import dev.keepstep.trainer.report.TerminationLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The attempt as a process: what it is told, and how it ends whatever happens. */
public final class Process {
  private final TerminationLog log;
  private final Progress progress = new Progress();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Optional<LeaseReporter> lease = Optional.empty();

  private Process(Map<String, String> environment) {
    this.log = new TerminationLog(environment);
  }

  /** Runs one attempt and ends this JVM with its exit code. */
  public static void run(Map<String, String> environment, StopSignal stop) {
    Process process = new Process(environment);
    Ending ending;
    try {
      ending = process.attempt(environment, stop);
    } catch (RuntimeException e) {
      ending = Ending.of(e);
      if (ending.code() == ExitCode.FAILURE) {
        e.printStackTrace(); // a bug: the place in the code is what somebody will want to know
      }
    } catch (InterruptedException | Error e) {
      ending = Ending.of(ExitCode.FAILURE, "Failure", "unexpected: " + e);
      e.printStackTrace();
    }
    process.end(ending);
  }

  private Ending attempt(Map<String, String> environment, StopSignal stop)
      throws InterruptedException {
    Settings settings;
    try {
      settings = Settings.read(environment);
    } catch (IllegalArgumentException e) {
      return Ending.badConfiguration(String.valueOf(e.getMessage()));
    }
    stop.beforeKill(
        Duration.ofSeconds(settings.env().graceSeconds()),
        progress::nothingAtStake,
        () -> end(Endings.interrupted(progress)));
    LeaseReporter reporter = new LeaseReporter(client(settings));
    lease = Optional.of(reporter);
    try (ObjectStore store = S3ObjectStore.open(S3Settings.of(settings.spec().storage()))) {
      Lines lines = new Lines(System.out, settings.spec().steps(), environment);
      return new Attempt(settings, store, buckets(settings), progress, reporter, lines, stop).run();
    }
  }

  /** Opens any bucket of the server that keeps the checkpoints, with the same credentials. */
  private static Function<String, ObjectStore> buckets(Settings settings) {
    return bucket ->
        S3ObjectStore.open(S3Settings.of(settings.spec().storage().withBucket(bucket)));
  }

  private static Optional<LeaseClient> client(Settings settings) {
    try {
      return LeaseClient.inCluster(settings.env(), settings.environment());
    } catch (IOException e) {
      System.err.println("nothing will be reported to the cluster, training goes on: " + e);
      return Optional.empty();
    }
  }

  /**
   * Says how it ended, once, and ends the JVM. Not by {@code System.exit}: that would wait for
   * other threads' shutdown hooks, and the JVM's answer to a signal would compete for the exit
   * code.
   */
  private void end(Ending ending) {
    if (!ended.compareAndSet(false, true)) {
      while (true) {
        java.util.concurrent.locks.LockSupport.park(); // the other ending is on its way
      }
    }
    log.write(progress.message(ending));
    boolean good = ending.code() == ExitCode.DONE;
    (good ? System.out : System.err).println(ending.message());
    ending.metrics().forEach((name, value) -> System.out.println(name + " " + value));
    lease.ifPresent(LeaseReporter::close);
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(ending.code().code());
  }
}
