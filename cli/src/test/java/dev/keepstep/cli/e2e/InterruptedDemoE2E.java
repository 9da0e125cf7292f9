package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.Keepstep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ctrl-C in the demo, as the terminal sends it, to the command and all that it started: what was
 * made is gone afterwards.
 */
class InterruptedDemoE2E {
  private static final int INTERRUPTED = 130;
  private static final String REMOVING = "removing what was made";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;
  private final String name = "int-" + ProcessHandle.current().pid();
  private @Nullable Process demo;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void while_the_cluster_comes_up() throws Exception {
    Process demo = start();
    await(demo, () -> Files.exists(state().resolve(name).resolve("pid/etcd")));
    interrupt(demo);
    assertGone(demo);
  }

  @Test
  void while_the_training_runs() throws Exception {
    Process demo = start();
    await(demo, () -> said.stream().anyMatch(line -> line.startsWith("  applied ")));
    interrupt(demo);
    assertGone(demo);
  }

  @Test
  void twice_at_once_and_the_cluster_goes_by_itself() throws Exception {
    Process demo = start();
    await(demo, () -> said.stream().anyMatch(line -> line.startsWith("  started ")));
    interrupt(demo);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> said.stream().anyMatch(line -> line.contains(REMOVING)));

    interrupt(demo);

    assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s", said).isTrue();
    assertThat(demo.exitValue()).as("%s", said).isEqualTo(INTERRUPTED);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(traces()).as("%s", said).isEmpty());
  }

  /** Whatever the test found: nothing of it runs on. */
  @AfterEach
  void end() throws InterruptedException {
    if (demo != null) {
      demo.destroyForcibly().waitFor();
    }
  }

  private Path state() {
    return folder.resolve("state");
  }

  /** In a process group of its own, as a shell starts it. */
  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                "setsid",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Home.PROPERTY + "=" + Home.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Keepstep.class.getName(),
                "demo",
                "--name",
                name,
                "--out",
                folder.resolve("out").toString())
            .redirectErrorStream(true);
    builder.environment().put("KEEPSTEP_STATE", state().toString());
    Process process = builder.start();
    demo = process;
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(said::add);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return process;
  }

  private void await(Process demo, java.util.concurrent.Callable<Boolean> reached) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> assertThat(demo.isAlive()).as("%s", said).isTrue())
        .until(reached);
  }

  private static void interrupt(Process demo) throws Exception {
    Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + demo.pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private void assertGone(Process demo) throws Exception {
    assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s", said).isTrue();
    assertThat(demo.exitValue()).as("%s", said).isEqualTo(INTERRUPTED);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(said).anyMatch(line -> line.contains(REMOVING)));
    assertThat(said).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    assertThat(traces()).isEmpty();
  }

  /** By the machine's own records: processes, network namespaces, mounts, files. */
  private List<String> traces() throws IOException {
    List<String> found = new ArrayList<>();
    Path own = state().resolve(name);
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      processes
          .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
          .filter(p -> !p.endsWith(Long.toString(ProcessHandle.current().pid())))
          .map(p -> read(p.resolve("cmdline")).replace('\0', ' '))
          .filter(line -> line.contains(own.toString()))
          .forEach(found::add);
    }
    if (Files.isDirectory(Path.of("/run/netns"))) {
      try (Stream<Path> namespaces = Files.list(Path.of("/run/netns"))) {
        namespaces
            .map(Path::toString)
            .filter(p -> p.contains("keepstep." + name + "-"))
            .forEach(found::add);
      }
    }
    Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(own.toString()))
        .forEach(found::add);
    if (Files.exists(own)) {
      try (Stream<Path> files = Files.walk(own)) {
        files.map(Path::toString).forEach(found::add);
      }
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it ended while we looked
    }
  }
}
