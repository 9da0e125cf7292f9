package dev.keepstep.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  private static Program.Outcome sh(String script) {
    return Program.run(List.of("sh", "-c", script), Map.of("GREETING", "hello"), Progress.NONE);
  }

  @Test
  void standardOutputIsTheAnswerAndStandardErrorIsProgress() {
    List<String> heard = new ArrayList<>();

    Program.Outcome outcome =
        Program.run(
            List.of("sh", "-c", "echo ' started it' >&2; echo $GREETING"),
            Map.of("GREETING", "hello"),
            (line, elapsed) -> heard.add(line));

    assertThat(outcome.orThrow("greeting")).isEqualTo("hello\n");
    assertThat(heard).containsExactly("started it");
  }

  @Test
  void aFailureCarriesTheErrorAndWhatFollowsItButNotTheProgressBefore() {
    Program.Outcome outcome =
        sh(
            "echo building x >&2; echo 'error: no disk' >&2; echo '  | last line of the log' >&2; exit 3");

    assertThatThrownBy(() -> outcome.orThrow("building x"))
        .isInstanceOf(LocalClusterException.class)
        .hasMessage("building x failed (exit 3): error: no disk\n  | last line of the log");
  }

  @Test
  void aSilentFailureSaysSo() {
    assertThatThrownBy(() -> sh("exit 1").orThrow("it"))
        .hasMessage("it failed (exit 1): it said nothing");
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Program.run(List.of("/no/such/program"), Map.of(), Progress.NONE))
        .isInstanceOf(LocalClusterException.class)
        .hasMessageStartingWith("cannot start program: ");
  }

  @Test
  void muchOnBothStreamsDoesNotStopTheProgram() {
    Program.Outcome outcome = sh("seq 1 100000; seq 1 100000 >&2");

    assertThat(outcome.output()).endsWith("100000\n");
    assertThat(outcome.errors()).hasSize(100000);
  }

  @Test
  void sourcesThatAreNotThereAreAskedForInOneSentence(@TempDir Path empty) {
    String before = System.getProperty("keepstep.home");
    System.setProperty("keepstep.home", empty.toString());
    try {
      assertThatThrownBy(() -> Binaries.find(Progress.NONE))
          .isInstanceOf(LocalClusterException.class)
          .hasMessageContaining("set KEEPSTEP_HOME");
    } finally {
      if (before == null) {
        System.clearProperty("keepstep.home");
      } else {
        System.setProperty("keepstep.home", before);
      }
    }
  }

  @Test
  void aNodeAsAskedForIsTheProgramsArguments() {
    NodeSpec node =
        NodeSpec.spot("a", "zone-b")
            .withGpus(2)
            .withProvider("aks")
            .withLabels(Map.of("k", "v"))
            .withTaints(List.of("t=u:NoSchedule"));

    assertThat(String.join(" ", node.arguments()))
        .isEqualTo(
            "node add a --capacity spot --zone zone-b --instance-type local.large --gpus 2"
                + " --provider aks --label k=v --taint t=u:NoSchedule");
  }
}
