package dev.keepstep.cli.e2e;

import dev.keepstep.localcluster.logs.Declared;
import dev.keepstep.localcluster.logs.LogRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the operator's pods print: every container's log from its first line, also of those that
 * were killed or started again. Taken from their node's disk, so that it can be read whatever a
 * test does to the API server, and held from when it is there, since the kubelet deletes a pod's
 * log with the pod.
 */
final class OperatorPodLogs implements AutoCloseable {
  private static final Duration OFTEN = Duration.ofMillis(50);

  /** What was printed is on the disk by then. */
  private static final Duration WRITTEN = Duration.ofMillis(300);

  private final Path pods;
  private final String namespace;

  /** By what a file is rather than by its name, which changes when it grows long. */
  private final Map<Object, ContainerLog> logs = new LinkedHashMap<>();

  /** What each test so far declares, by its namespace. */
  private final Map<String, List<Declared>> declarations = new HashMap<>();

  private final Thread finder;

  /**
   * Looks for logs until it is closed.
   *
   * @param pods a node's {@code /var/log/pods}
   * @param namespace the operator's
   */
  OperatorPodLogs(Path pods, String namespace) {
    this.pods = pods;
    this.namespace = namespace;
    finder = Thread.ofVirtual().name("operator-pod-logs").start(this::find);
  }

  private void find() {
    try {
      while (true) {
        hold();
        Thread.sleep(OFTEN);
      }
    } catch (InterruptedException e) {
      // closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens each {@code pods/NAMESPACE_POD_UID/CONTAINER/RESTARTS.log} that is not open yet. */
  private synchronized void hold() throws IOException {
    for (Path pod : entries(pods)) {
      if (pod.getFileName().toString().startsWith(namespace + "_")) {
        for (Path container : entries(pod)) {
          for (Path file : entries(container)) {
            hold(file);
          }
        }
      }
    }
  }

  private void hold(Path file) throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!logs.containsKey(key)) {
        logs.put(key, new ContainerLog(file));
      }
    } catch (NoSuchFileException e) {
      // renamed just now: found again under its other name
    }
  }

  /** In their names' order; none if the folder is gone by now. */
  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /**
   * What was printed since the last call and is trouble: not declared by the test that has just
   * ended, nor, where it speaks of an earlier test's namespace, by that one.
   *
   * @param about the test's namespace
   * @throws IllegalStateException if no pod of the operator ever had a log
   */
  List<String> troubles(String about, List<Declared> declared)
      throws IOException, InterruptedException {
    Thread.sleep(WRITTEN);
    synchronized (this) {
      hold();
      if (logs.isEmpty()) {
        throw new IllegalStateException("no pod of the operator has a log below " + pods);
      }
      declarations.put(about, declared);
      List<String> troubles = new ArrayList<>();
      for (ContainerLog log : logs.values()) {
        LogRule.troubles(log.next(), declared).stream()
            .filter(t -> !LogRule.troubles(t.lines().toList(), whereItBelongs(t)).isEmpty())
            .forEach(troubles::add);
      }
      return troubles;
    }
  }

  private List<Declared> whereItBelongs(String trouble) {
    return declarations.entrySet().stream()
        .filter(d -> trouble.contains(d.getKey()))
        .flatMap(d -> d.getValue().stream())
        .toList();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    finder.interrupt();
    finder.join();
    for (ContainerLog log : logs.values()) {
      log.close();
    }
  }
}
