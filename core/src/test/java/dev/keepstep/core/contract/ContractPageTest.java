package dev.keepstep.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/contract.md} says what the code says, no more and no less. */
class ContractPageTest {
  private static String page;

  @BeforeAll
  static void readThePage() throws IOException {
    page = Files.readString(Path.of("../docs/reference/contract.md"));
  }

  /** The first cells of the rows that match. */
  private static List<String> cells(String pattern) {
    List<String> cells = new ArrayList<>();
    Matcher rows = Pattern.compile("^\\| " + pattern + " \\|", Pattern.MULTILINE).matcher(page);
    while (rows.find()) {
      cells.add(rows.group(1));
    }
    return cells;
  }

  /** The JSON that a section shows. */
  private static String example(String section) {
    Matcher block =
        Pattern.compile("^## " + section + "\n[^#]*?```json\n(.*)\n```", Pattern.MULTILINE)
            .matcher(page);
    assertThat(block.find()).as(section).isTrue();
    return block.group(1);
  }

  @Test
  void everyVariableHasItsRow() {
    assertThat(cells("`(KEEPSTEP_\\w+)`")).containsExactlyElementsOf(TrainerEnv.NAMES);
    assertThat(page).contains("`" + TrainerEnv.SPEC_PATH + "`", "named `trainer`");
  }

  @Test
  void everyExitCodeHasItsRow() {
    assertThat(cells("(\\d+ \\| [^|]+)"))
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values()).map(c -> c.code() + " | " + c.meaning()).toList());
  }

  @Test
  void everyAnnotationHasItsRow() throws IllegalAccessException {
    List<String> annotations = new ArrayList<>();
    for (Field field : LeaseKeys.class.getFields()) {
      if (field.get(null) instanceof String text && text.startsWith("keepstep.dev/")) {
        annotations.add(text);
      }
    }
    assertThat(cells("`(keepstep\\.dev/[a-z-]+)`")).containsExactlyElementsOf(annotations);
    assertThat(page).contains("`" + LeaseKeys.TRAINER_MANAGER + "`");
    assertThat(page).contains("at least every " + LeaseKeys.HEARTBEAT_SECONDS + " s");
    for (LeaseKeys.Phase phase : LeaseKeys.Phase.values()) {
      assertThat(page).contains("`" + phase.word() + "`");
    }
  }

  @Test
  void theExamplesAreWhatTheCodeWrites() {
    String spec = example("Spec file");
    assertThat(TrainerSpec.parse(spec).render())
        .isEqualTo(spec.replace(":600,\"mean", ":600.0,\"mean").replace(":21600,", ":21600.0,"));
    String task = example("Tasks");
    assertThat(TrainerTask.in(Map.of(TrainerTask.ENV, task)).orElseThrow().render())
        .isEqualTo(task);
    TerminationMessage message =
        TerminationMessage.parse(example("Termination message")).orElseThrow();
    assertThat(message.render()).isEqualTo(example("Termination message"));
  }
}
