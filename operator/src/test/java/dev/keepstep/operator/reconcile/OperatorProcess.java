package dev.keepstep.operator.reconcile;

import dev.keepstep.operator.ChildJvm;
import dev.keepstep.operator.OperatorMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One replica of the operator as a process of its own, which can be killed. */
final class OperatorProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path log;

  /**
   * Starts it with the rights that were given to the account of {@link ShippedRights#NAMESPACED}.
   */
  OperatorProcess(String name, Stage stage, Path folder) throws IOException {
    this.name = name;
    this.log = folder.resolve(name + ".log");
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, TestApiServer.kubeconfig());
    ProcessBuilder builder = ChildJvm.of(OperatorMain.class, "-XX:+UseSerialGC", "-Xmx192m");
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "KUBERNETES_IMPERSONATE_USERNAME",
                ShippedRights.NAMESPACED.account(),
                "LEADER_ELECTION",
                "true",
                "POD_NAME",
                name,
                "POD_NAMESPACE",
                ShippedRights.SYSTEM,
                "WATCH_NAMESPACES",
                stage.namespace,
                "NODE_GRACE",
                "300ms",
                "STATUS_INTERVAL",
                "100ms",
                "HTTP_PORT",
                "0"));
    process = builder.redirectOutput(log.toFile()).start();
  }

  String name() {
    return name;
  }

  /** As a node that goes does: nothing is said and nothing released. */
  void kill() {
    process.destroyForcibly();
  }

  /** Stands still, in the middle of whatever it does, as on a machine without time for it. */
  void freeze() throws InterruptedException, IOException {
    signal("STOP");
  }

  void thaw() throws InterruptedException, IOException {
    signal("CONT");
  }

  private void signal(String name) throws InterruptedException, IOException {
    int ended =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (ended != 0) {
      throw new IllegalStateException("kill -" + name + " ended with " + ended);
    }
  }

  /** Waits until it has ended by itself; returns how. */
  int ended() throws InterruptedException, IOException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " does not end: " + Files.readString(log));
    }
    return process.exitValue();
  }

  /** As a kubelet does first; returns how it ended. */
  int terminate() throws InterruptedException, IOException {
    process.destroy();
    return ended();
  }

  /** What it said, for whoever looks into a test that failed. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.readAllLines(log).forEach(line -> System.out.println(name + ": " + line));
  }
}
