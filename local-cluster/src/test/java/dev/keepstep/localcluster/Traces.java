package dev.keepstep.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks for whatever a cluster may have left on the machine, by the machine's own records and not
 * by the program's.
 */
final class Traces {

  private Traces() {}

  /**
   * Processes (command lines), network namespaces, cgroups, mounts and files of the clusters whose
   * state is in a folder.
   */
  static List<String> of(Path stateRoot, String clusterName) {
    List<String> found = new ArrayList<>(processes(stateRoot));
    found.addAll(entries(Path.of("/run/netns"), "keepstep." + clusterName + "-"));
    found.addAll(cgroups("keepstep." + clusterName + "-"));
    try {
      Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .filter(line -> line.contains(stateRoot.toString()))
          .forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (Files.exists(stateRoot)) {
      found.add(stateRoot.toString());
    }
    return found;
  }

  /** Command lines of all processes that have the folder in their command line or environment. */
  static List<String> processes(Path folder) {
    List<String> found = new ArrayList<>();
    for (String pid : entries(Path.of("/proc"), "")) {
      if (pid.chars().allMatch(Character::isDigit)
          && !pid.equals(Long.toString(ProcessHandle.current().pid()))) {
        String command = read(Path.of("/proc", pid, "cmdline"));
        // a process that ended and was not reaped yet has no command line: it is gone
        if (!command.isBlank()
            && (command.contains(folder.toString())
                || read(Path.of("/proc", pid, "environ")).contains("CLUSTER=" + folder))) {
          found.add("process " + pid + ": " + command.replace('\0', ' '));
        }
      }
    }
    return found;
  }

  /**
   * The command line of every process on the machine, containers' included; not {@code
   * ProcessHandle}'s, which puts the program's path for its name.
   */
  static Stream<String> commandLines() {
    return entries(Path.of("/proc"), "").stream()
        .filter(pid -> pid.chars().allMatch(Character::isDigit))
        .map(pid -> read(Path.of("/proc", pid, "cmdline")).replace('\0', ' ').strip());
  }

  private static List<String> entries(Path folder, String prefix) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(prefix)).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<String> cgroups(String prefix) {
    List<String> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          Path.of("/sys/fs/cgroup"),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              if (dir.getFileName().toString().startsWith(prefix)) {
                found.add(dir.toString());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // another's cgroup went while we looked
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it ended while we looked
    }
  }
}
