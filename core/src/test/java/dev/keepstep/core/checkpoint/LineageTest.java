package dev.keepstep.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineageTest {
  private static final String FINGERPRINT = "ab".repeat(32);

  @ParameterizedTest
  @ValueSource(strings = {"team/parent", "parent", "", "a/checkpoints/b"})
  void whatIsWrittenIsReadAgain(String prefix) {
    Lineage lineage = new Lineage("bucket", prefix, new CheckpointId(500, 3), FINGERPRINT);
    assertThat(Lineage.parse(lineage.text())).isEqualTo(lineage);
    assertThat(lineage.text()).endsWith("checkpoints/000000000500-000003#" + FINGERPRINT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3://bucket/x", "s3://bucket/checkpoints/000000000500-000003"})
  void whatNamesNoCheckpointIsRefused(String text) {
    assertThatThrownBy(() -> Lineage.parse(text)).hasMessageContaining("names no checkpoint");
  }
}
