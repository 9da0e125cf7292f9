package dev.keepstep.cli.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes each answer out of a copy of the checkout and runs its test there, which must fail; that it
 * passes with the answer, every test run shows. No part of those: it builds the rooms once a
 * mutant. {@code -Dkeepstep.mutants=REGEX} takes those whose complaint matches.
 */
class EveryMutantIsCaught {
  private static final long LONGEST_MINUTES = 15;

  /** Assertions that did not hold, or errors, such as a wait that was in vain. */
  private static final Pattern FAILED =
      Pattern.compile("Tests run: \\d+, Failures: (?:[1-9]|0, Errors: [1-9])");

  @TempDir Path copy;

  @Test
  void byItsTest() throws IOException, InterruptedException {
    String wanted = System.getProperty("keepstep.mutants", ".*");
    List<Mutant> mutants = Mutants.ALL.stream().filter(m -> m.complaint().matches(wanted)).toList();
    checkout();
    List<String> escaped = new ArrayList<>();
    for (Mutant mutant : mutants) {
      Path file = copy.resolve(mutant.file());
      String source = Files.readString(file);
      Files.writeString(file, mutant.applied(source));
      Result result = run(mutant);
      Files.writeString(file, source);
      System.out.printf("%-8s %-22s %s%n", result, mutant.complaint(), mutant.test());
      if (result != Result.RED) {
        escaped.add(mutant.complaint() + ": " + result);
      }
    }
    System.out.printf("caught %d of %d mutants%n", mutants.size() - escaped.size(), mutants.size());
    assertThat(escaped).isEmpty();
  }

  private enum Result {
    /** All tests pass. */
    GREEN,
    /** Tests were run, and some failed. */
    RED,
    /** It does not compile, or no test was found: that says nothing. */
    BROKEN
  }

  /** What git has, with what is not committed yet. */
  private void checkout() throws IOException, InterruptedException {
    Process files =
        new ProcessBuilder("git", "ls-files", "-co", "--exclude-standard")
            .directory(Home.root().toFile())
            .start();
    String names = new String(files.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (String name : names.lines().toList()) {
      Path from = Home.root().resolve(name);
      if (Files.isRegularFile(from)) {
        Files.createDirectories(copy.resolve(name).getParent());
        Files.copy(from, copy.resolve(name));
      }
    }
    assertThat(files.waitFor()).isZero();
  }

  private Result run(Mutant mutant) throws IOException, InterruptedException {
    boolean integration = mutant.test().endsWith("IT");
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn",
                "-B",
                "-q",
                "-pl",
                mutant.room(copy),
                "-am",
                integration ? "verify" : "test",
                "-Dfast",
                "-Dtest=" + (integration ? "None" : mutant.test()),
                "-Dsurefire.failIfNoSpecifiedTests=false"));
    if (integration) {
      command.add("-Dit.test=" + mutant.test());
      command.add("-Dfailsafe.failIfNoSpecifiedTests=false");
    }
    File log = copy.resolve("mutant.log").toFile();
    Process maven =
        new ProcessBuilder(command)
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    if (!maven.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      maven.descendants().forEach(ProcessHandle::destroyForcibly);
      maven.destroyForcibly();
      return Result.RED; // a test that never ends has not passed
    }
    if (maven.exitValue() == 0) {
      return Result.GREEN;
    }
    String said = Files.readString(log.toPath());
    if (FAILED.matcher(said).find()) {
      return Result.RED;
    }
    System.out.println(said);
    return Result.BROKEN;
  }
}
