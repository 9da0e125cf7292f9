package dev.keepstep.api.v1alpha1.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdFileTest {
  private static final Path COMMITTED = Path.of("trainingjobs.keepstep.dev.yaml");

  /** Helm takes what lies in the chart's folder only. */
  private static final Path THE_CHARTS =
      Path.of("../helm/keepstep/files/trainingjobs.keepstep.dev.yaml");

  @Test
  void the_committed_crd_is_the_one_that_the_types_make(@TempDir Path scratch) throws IOException {
    // Given
    String made = CrdFile.generate(scratch);
    if (Boolean.getBoolean("keepstep.update")) {
      Files.writeString(COMMITTED, made);
      Files.writeString(THE_CHARTS, made);
    }

    // When
    String committed = Files.readString(COMMITTED);

    // Then
    assertThat(committed)
        .as("mend: mvn -pl crds test -Dtest=CrdFileTest -Dkeepstep.update, and read the diff")
        .isEqualTo(made);
    assertThat(Files.readString(THE_CHARTS)).as("the chart's copy; mend as above").isEqualTo(made);
  }

  @Test
  void it_is_small_enough_for_client_side_apply() throws IOException {
    // kubectl apply keeps the whole object in an annotation, and annotations end at 262,144 bytes
    assertThat(Files.size(COMMITTED)).isLessThan(256_000);
  }

  @Test
  void no_word_in_it_is_a_boolean_to_one_reader_and_text_to_another() throws IOException {
    assertThat(Files.readAllLines(COMMITTED))
        .noneMatch(
            line -> line.matches("\\s*(-|\\w+:)\\s+(True|False|Yes|No|On|Off|yes|no|on|off|y|n)"));
  }
}
