package dev.keepstep.cli.images;

import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the machine's own small programs ({@code jlink}, {@code ldd}). */
final class Programs {
  private Programs() {}

  /**
   * What the program printed, standard error included.
   *
   * @throws UserError with its last line if it is missing or fails
   */
  static String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw UserError.failed(
          "cannot run " + command.getFirst() + ": " + e.getMessage(), "install it");
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      String last = output.lines().reduce("", (_, line) -> line);
      throw UserError.failed(
          "%s ended with %d: %s".formatted(command.getFirst(), exit, last),
          "run it by hand to see more: " + String.join(" ", command));
    }
    return output;
  }
}
