package dev.keepstep.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a program to its end: its standard output is the answer, its standard error is progress and,
 * if it fails, the reason.
 */
final class Program {

  private Program() {}

  /** What a program that ended said; {@code exit} is its status. */
  record Outcome(int exit, String output, List<String> errors) {

    /** The answer, or the program's own words as an exception. */
    String orThrow(String what) {
      if (exit == 0) {
        return output;
      }
      int first = 0;
      for (int i = 0; i < errors.size(); i++) {
        if (errors.get(i).startsWith("error: ")) {
          first = i;
        }
      }
      String reason = String.join("\n", errors.subList(first, errors.size()));
      throw new LocalClusterException(
          what + " failed (exit " + exit + "): " + (reason.isBlank() ? "it said nothing" : reason));
    }
  }

  /** Runs to the end; an interrupt kills the program. */
  static Outcome run(List<String> command, Map<String, String> environment, Progress progress) {
    long began = System.nanoTime();
    Process process = start(command, environment);
    List<String> errors = new ArrayList<>();
    CompletableFuture<Void> listening =
        CompletableFuture.runAsync(
            () ->
                lines(
                    process.getErrorStream(),
                    line -> {
                      errors.add(line);
                      progress.on(line.strip(), Duration.ofNanos(System.nanoTime() - began));
                    }),
            Thread::startVirtualThread);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      listening.join();
      return new Outcome(exit, output, List.copyOf(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LocalClusterException("interrupted while waiting for " + name(command), e);
    }
  }

  private static Process start(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new LocalClusterException("cannot start " + name(command) + ": " + e.getMessage(), e);
    }
  }

  private static String name(List<String> command) {
    return String.valueOf(Path.of(command.getFirst()).getFileName());
  }

  private static void lines(InputStream in, java.util.function.Consumer<String> each) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        each.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
