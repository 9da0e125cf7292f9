package dev.keepstep.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContractTest {
  private static final TrainerEnv ENV =
      new TrainerEnv(
          "purchase-orders",
          "team-a",
          "0b5e",
          3,
          false,
          0,
          1,
          "purchase-orders-3",
          30,
          TrainerEnv.SPEC_PATH,
          "77aa",
          "spot-a");

  private static final TrainerSpec SPEC =
      new TrainerSpec(
          20241115L,
          600,
          Map.of("batchSize", "64", "augmentation", "true"),
          new TrainerSpec.Storage(
              "b",
              "team-a/purchase-orders",
              "eu-west-1",
              Optional.of("http://10.0.0.1:7070"),
              true,
              Optional.empty()),
          Optional.of(Duration.ofMillis(1500)),
          Duration.ofHours(6),
          3,
          new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"));

  @Test
  void environmentReadsBackAsItWasRendered() {
    assertThat(TrainerEnv.parse(ENV.toMap())).isEqualTo(ENV);
    assertThat(ENV.toMap().keySet()).containsExactlyElementsOf(TrainerEnv.NAMES);
  }

  @Test
  void aTaskReadsBackAsItWasRendered() {
    for (TrainerTask task :
        new TrainerTask[] {
          new TrainerTask.DeleteRun(SPEC.storage(), "0b5e"),
          new TrainerTask.ExportModel(SPEC.storage(), "000000000300-000002", "/tmp/m.zip")
        }) {
      assertThat(TrainerTask.in(Map.of(TrainerTask.ENV, task.render()))).contains(task);
    }
    assertThat(TrainerTask.in(ENV.toMap())).isEmpty();
  }

  @Test
  void aTaskThatIsNotKnownIsRefusedByItsName() {
    String task = new TrainerTask.DeleteRun(SPEC.storage(), "0b5e").render();
    assertThatThrownBy(
            () -> TrainerTask.in(Map.of(TrainerTask.ENV, task.replace("\"delete\"", "\"dance\""))))
        .hasMessage("KEEPSTEP_TASK.task is \"dance\", this trainer knows delete and export");
    assertThatThrownBy(
            () -> TrainerTask.in(Map.of(TrainerTask.ENV, task.replace("task/1", "task/2"))))
        .hasMessageContaining("keepstep-task/2");
    assertThatThrownBy(
            () -> TrainerTask.in(Map.of(TrainerTask.ENV, task.replace("\"uid\"", "\"id\""))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("uid");
  }

  @Test
  void everyMissingVariableIsNamed() {
    for (String name : TrainerEnv.NAMES) {
      Map<String, String> map = new HashMap<>(ENV.toMap());
      map.remove(name);
      assertThatThrownBy(() -> TrainerEnv.parse(map)).hasMessageStartingWith(name + " is not set");
    }
  }

  @Test
  void valuesWithoutSenseAreNamedWithTheirValue() {
    Map<String, String> map = new HashMap<>(ENV.toMap());
    map.put(TrainerEnv.ATTEMPT, "first");
    assertThatThrownBy(() -> TrainerEnv.parse(map))
        .hasMessage("KEEPSTEP_ATTEMPT is \"first\", expected an integer");
    map.put(TrainerEnv.ATTEMPT, "0");
    assertThatThrownBy(() -> TrainerEnv.parse(map))
        .hasMessage("KEEPSTEP_ATTEMPT is 0, expected 1 or more");
    map.put(TrainerEnv.ATTEMPT, "1");
    map.put(TrainerEnv.STANDBY, "perhaps");
    assertThatThrownBy(() -> TrainerEnv.parse(map))
        .hasMessage("KEEPSTEP_STANDBY is \"perhaps\", expected true or false");
  }

  @Test
  void specReadsBackAsItWasRendered() {
    assertThat(TrainerSpec.parse(SPEC.render())).isEqualTo(SPEC);
  }

  /** The file of a released operator: a later trainer must still read it. */
  @Test
  void specOfFormat1IsRead() {
    String released =
        """
        {"format":"keepstep-spec/1","seed":20241115,"steps":600,\
        "parameters":{"augmentation":"true","batchSize":"64"},\
        "s3":{"bucket":"b","prefix":"team-a/purchase-orders","region":"eu-west-1",\
        "endpoint":"http://10.0.0.1:7070","pathStyle":true},\
        "intervalSeconds":1.5,"meanTimeBetweenInterruptionsSeconds":21600.0,"retainLast":3,\
        "kernels":"Portable","envelope":"Pin","onMismatch":"Fail"}\
        """;
    assertThat(TrainerSpec.parse(released)).isEqualTo(SPEC);
    assertThat(SPEC.render()).isEqualTo(released);
  }

  @Test
  void specErrorsNameTheField() {
    String text = SPEC.render();
    assertThatThrownBy(() -> TrainerSpec.parse(text.replace("\"steps\":600,", "")))
        .hasMessage("spec.steps is missing");
    assertThatThrownBy(() -> TrainerSpec.parse(text.replace("\"steps\":600", "\"steps\":0")))
        .hasMessage("steps is 0, expected 1 or more");
    assertThatThrownBy(() -> TrainerSpec.parse(text.replace("spec/1", "spec/9")))
        .hasMessageContaining("spec.format is \"keepstep-spec/9\"");
  }

  @Test
  void terminationMessageReadsBackAndFitsEvenWhenTheSentenceIsLong() {
    TerminationMessage message =
        new TerminationMessage(
            "Done",
            600,
            Optional.of(600L),
            Optional.of("ab".repeat(32)),
            Optional.of(141L),
            Map.of("machineOnlyAccuracy", "0.92950 (1859/2000)"),
            Optional.of("s3://b/team-a/purchase-orders/result/"),
            "ä".repeat(5000));
    assertThat(message.render().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TerminationMessage.MAX_BYTES);
    assertThat(TerminationMessage.parse(message.render())).contains(message);
  }

  @Test
  void anotherProgramsLastWordsAreNoMessage() {
    assertThat(TerminationMessage.parse("")).isEmpty();
    assertThat(TerminationMessage.parse("Segmentation fault")).isEmpty();
    assertThat(TerminationMessage.parse("{\"cause\":\"Done\"}")).isEmpty();
  }

  @Test
  void exitCodesAreTheContracts() {
    assertThat(ExitCode.of(75)).contains(ExitCode.INTERRUPTED_COMMITTED);
    assertThat(ExitCode.of(65)).contains(ExitCode.ENVELOPE_MISMATCH);
    assertThat(ExitCode.of(137)).isEmpty();
  }
}
