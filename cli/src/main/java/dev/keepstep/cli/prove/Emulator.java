package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * qemu's user-mode emulation: one process on another CPU model. It translates every instruction, so
 * that what a program finds out about its CPU, and what it computes with, are the model's; it is
 * about fifty times slower.
 *
 * @param program {@code qemu-x86_64}
 */
record Emulator(Path program) {
  private static final String NAME = "qemu-x86_64";

  /** AMD's models begin so; Dhyana is a licensed Zen. */
  private static final List<String> AMD = List.of("EPYC", "Opteron", "Dhyana", "phenom", "athlon");

  /**
   * Finds it on PATH.
   *
   * @throws UserError if it is not there
   */
  static Emulator find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path path = Path.of(folder, NAME);
      if (!folder.isEmpty() && Files.isExecutable(path)) {
        return new Emulator(path);
      }
    }
    throw UserError.failed(
        "--cpus runs trainers under " + NAME + ", which is not on PATH",
        "apt-get install --no-install-recommends qemu-user (as root, ./keepstep prove --cpus does"
            + " so by itself)");
  }

  /**
   * Checks that models can be emulated, and puts AMD's before Intel's: a run then crosses the
   * makers, and ends where its envelope was first thought of.
   *
   * @throws UserError naming one that cannot
   */
  List<String> order(List<String> cpus) throws IOException, InterruptedException {
    Set<String> known = models();
    for (String cpu : cpus) {
      if (!known.contains(cpu)) {
        throw UserError.usage(
            "--cpus names \"%s\", which %s does not know".formatted(cpu, NAME),
            "%s -cpu help lists them; Haswell, EPYC and EPYC-Milan are among them".formatted(NAME));
      }
    }
    return cpus.stream().sorted(Comparator.comparing(cpu -> amd(cpu) ? 0 : 1)).toList();
  }

  /** Whether a model is AMD's. */
  static boolean amd(String cpu) {
    return AMD.stream().anyMatch(cpu::startsWith);
  }

  /** The words before a program's own that put it on a model. */
  List<String> on(String cpu) {
    return List.of(program.toString(), "-cpu", cpu);
  }

  private Set<String> models() throws IOException, InterruptedException {
    Process help = new ProcessBuilder(program.toString(), "-cpu", "help").start();
    help.getOutputStream().close();
    String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    help.waitFor();
    return text.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals("x86"))
        .map(words -> words[1])
        .collect(Collectors.toSet());
  }
}
