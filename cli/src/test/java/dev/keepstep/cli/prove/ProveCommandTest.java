package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said before anything is made. */
class ProveCommandTest {
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --kills 0 | --kills 0 is out of range | 1 to 10000
          --steps 39 | --steps 39 is out of range | 40 to 1000000
          --cluster --steps 399 | --steps 399 is out of range | 400 to 1000000
          --parallel 65 | --parallel 65 is out of range | 1 to 64
          --configurations fast | --configurations names "fast", which is none | one or more of plain,often
          --cpus Haswell --portable-cost | --cpus and --portable-cost are given | the one and then the other
          --cpus Haswell --configurations plain | --cpus and --configurations are given | the one and then
          --cluster --context kind | --cluster and --context are given | the one and then the other
          --cluster --cpus Haswell | --cpus and --cluster are given | the one and then the other
          --context kind --parallel 2 | --parallel and --context are given | the one and then the other
          --keep | --keep is given, and no cluster is proved on | add --cluster or --context NAME
          --s3-bucket b | --s3-bucket is given, and no cluster is proved on | add --cluster or
          --node-grace 20s | --node-grace is given, and no cluster is proved on | add --cluster or
          --context kind --control-image noise=a:b | names the source "noise", which is none | one of init
          --context kind | --context needs --image | ./keepstep images --push prints it
          --cluster --node-grace 1s | --node-grace "1s": expected a duration of at least 5s | 12s or 1m
          """)
  void badInputGetsOneSentenceAndItsMend(String arguments, String sentence, String mend) {
    List<String> all = new ArrayList<>(List.of("prove"));
    all.addAll(List.of(arguments.split(" ")));
    int exit =
        Keepstep.commandLine().setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));

    assertThat(exit).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains(sentence).contains(mend);
    assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(2);
  }
}
