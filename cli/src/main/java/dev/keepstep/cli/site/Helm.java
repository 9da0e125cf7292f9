package dev.keepstep.cli.site;

import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Helm, as a user would call it. */
public final class Helm {
  private final Path program;
  private final Optional<Path> kubeconfig;
  private final Optional<String> context;

  /**
   * @param program the executable
   * @param kubeconfig which to use; empty: the user's own
   * @param context which of its contexts; empty: the current one
   */
  public Helm(Path program, Optional<Path> kubeconfig, Optional<String> context) {
    this.program = program;
    this.kubeconfig = kubeconfig;
    this.context = context;
  }

  /**
   * Runs it and returns what it printed.
   *
   * @throws UserError with its last line if it fails
   */
  public String run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    kubeconfig.ifPresent(file -> command.addAll(List.of("--kubeconfig", file.toString())));
    context.ifPresent(name -> command.addAll(List.of("--kube-context", name)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      String last = said.strip().lines().reduce("", (_, line) -> line);
      throw UserError.failed(
          "helm %s failed: %s".formatted(arguments.getFirst(), last),
          "run it by hand to see more: " + String.join(" ", command));
    }
    return said;
  }
}
