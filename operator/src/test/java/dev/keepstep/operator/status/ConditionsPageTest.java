package dev.keepstep.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.core.decide.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/conditions.md} says what the code says, no more and no less. */
class ConditionsPageTest {
  /** What the rows of a section begin with. */
  private static List<String> rows(String section, String cells) throws IOException {
    String page = Files.readString(Path.of("../docs/reference/conditions.md"));
    assertThat(page).contains("\n## " + section + "\n");
    String text = page.split("\n## " + section + "\n", 2)[1].split("\n## ", 2)[0];
    return Pattern.compile("^\\| " + cells + " \\|", Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  private static String row(String word, String meaning) {
    return "`" + word + "` | " + meaning;
  }

  @Test
  void every_type_and_every_reason_has_its_row() throws IOException {
    assertThat(rows("Types", "(`\\w+` \\| [^|]+)"))
        .isEqualTo(
            Arrays.stream(ConditionType.values()).map(t -> row(t.word(), t.meaning())).toList());
    assertThat(rows("Reasons: what is seen", "(`\\w+` \\| [^|]+)"))
        .isEqualTo(
            Arrays.stream(ConditionReason.values()).map(r -> row(r.word(), r.meaning())).toList());
    assertThat(rows("Reasons: what was decided", "`(\\w+)`"))
        .isEqualTo(Arrays.stream(Reason.Code.values()).map(Reason.Code::word).toList());
  }
}
