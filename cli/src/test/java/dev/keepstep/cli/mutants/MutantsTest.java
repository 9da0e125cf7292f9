package dev.keepstep.cli.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every complaint has its mutant, and every mutant still finds what it takes out. */
class MutantsTest {
  private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(https://");

  @Test
  void everyRowHasOneInTheRowsOrder() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Home.root().resolve("docs/reference/complaints.md"))) {
      Matcher link = LINK.matcher(line);
      if (line.startsWith("| ") && link.find()) {
        rows.add(link.group(1));
      }
    }
    assertThat(Mutants.ALL).extracting(Mutant::complaint).containsExactlyElementsOf(rows);
  }

  @Test
  void whatIsTakenOutIsThereOnce() throws IOException {
    for (Mutant mutant : Mutants.ALL) {
      Path file = Home.root().resolve(mutant.file());
      assertThat(mutant.applied(Files.readString(file))).isNotEqualTo(Files.readString(file));
      assertThat(mutant.room(Home.root())).isNotEmpty();
    }
  }
}
