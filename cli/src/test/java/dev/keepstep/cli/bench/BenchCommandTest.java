package dev.keepstep.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said before anything is measured. */
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String arguments) {
    return Keepstep.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bench --help       | fit() | --python=INTERPRETER | minutes on 2 cores | scale
          bench scale --help | Job controller | --jobs=N | minutes on 2 cores | (default: 100,1000)
          """)
  void theHelpSaysWhatIsMeasuredHowAndForHowLong(
      String command, String what, String option, String time, String more) {
    assertThat(run(command)).isEqualTo(Exit.OK);
    assertThat(out.toString().replaceAll("\\s+", " ")).contains(what, option, time, more);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bench --python             | Missing required parameter | --help lists what it takes
          bench python3              | Unmatched argument | --help lists what it takes
          bench scale --jobs 100,0   | --jobs is 0 | give 1 or more
          bench scale --fail -1      | --fail is -1 | give 0 or more
          bench scale --peers -1     | --peers is -1 | give 0 or more
          bench scale --jobs many    | --jobs | --help lists what it takes
          """)
  void badInputGetsOneSentenceAndItsMend(String command, String sentence, String mend) {
    assertThat(run(command)).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains(sentence).contains(mend);
    assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void theBenchmarksAreFoundAmongTheTests() {
    assertThat(Benchmarks.find()).isInstanceOf(LocalBenchmarks.class);
  }
}
