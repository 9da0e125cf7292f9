package dev.keepstep.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is said before anything is made. */
class ExperimentCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("experiment"));
    all.addAll(List.of(arguments));
    return Keepstep.commandLine().setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --policy best | --policy best: the operator has no such policy | there are default, uniform-progress
          --steps 0 | --steps is 0 | give 1 or more
          --deadline-ratio 1 | --deadline-ratio is 1 | give more than 1
          --compression 0.5 | --compression is 0.5 | give 1 or more
          --compression 1000 | --compression 1000 makes a step of the trace 0.3 s long | give at most 100
          --offset -1 | --offset is -1 | give 0 to
          --offset 999999 | --offset is 999999, and the trace has 12960 steps | give 0 to
          --ask 0 | --checkpoint-interval and --ask are more than zero | give for example
          --ask soon | "soon" is not a length of time | --help
          --zones nowhere | no trace has zone nowhere; there are region-1a |
          --traces nowhere | --traces nowhere: no such folder | correct the path
          --job nowhere.yaml | --job nowhere.yaml: no such file | correct the path
          """)
  void badInputGetsOneSentenceAndItsMend(String arguments, String sentence, String mend) {
    assertThat(run(arguments.split(" "))).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains(sentence).contains(mend == null ? "" : mend);
    assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void theHelpSaysWhatItDoesAndWhatTheExitCodesMean() {
    String help =
        Keepstep.commandLine()
            .getSubcommands()
            .get("experiment")
            .getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help).contains("the simulator foretold", "Exit codes:", "--compression", "--traces");
  }
}
