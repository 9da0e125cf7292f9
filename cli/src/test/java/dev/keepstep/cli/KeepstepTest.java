package dev.keepstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class KeepstepTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private CommandLine command() {
    return Keepstep.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
  }

  @Test
  void withoutArgumentsItPrintsHelpAndEndsWell() {
    assertThat(command().execute()).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("Usage: keepstep", "Exit codes:");
  }

  @Test
  void anUnknownCommandIsAUsageErrorInTwoLines() {
    assertThat(command().execute("dance")).isEqualTo(Exit.USAGE);
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).startsWith("error: ").contains("dance", "  mend: keepstep --help");
  }

  @Test
  void aUserErrorIsToldWithItsMendAndWithoutAStackTrace() {
    Callable<Integer> failing = new Failing(UserError.failed("no bucket \"b\"", "create it"));
    int exit = command().addSubcommand("failing", failing).execute("failing");
    assertThat(exit).isEqualTo(Exit.FAILED);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("error: no bucket \"b\"\n  mend: create it\n");
  }

  @Test
  void anUnexpectedErrorIsOneSentence() {
    Callable<Integer> failing = new Failing(new IllegalStateException("odd\nand long"));
    assertThat(command().addSubcommand("failing", failing).execute("failing"))
        .isEqualTo(Exit.FAILED);
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).startsWith("error: unexpected IllegalStateException: odd\n");
  }

  @Test
  void tablesAreAligned() {
    assertThat(Table.align(List.of(List.of("NAME", "%"), List.of("größe", "7"))))
        .containsExactly("NAME   %", "größe  7");
  }

  @Command
  private record Failing(RuntimeException failure) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw failure;
    }
  }
}
