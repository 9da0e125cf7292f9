package dev.keepstep.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.json.Json;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final Envelope PORTABLE =
      new Envelope(
          "Portable",
          "linux-x86_64",
          1,
          Map.of("nd4j", "1.0.0-M2.1", "openblas", "0.3.19"),
          "sha256:12",
          "mlp/1",
          Optional.empty(),
          Optional.empty());
  private static final Envelope NATIVE =
      new Envelope(
          "Native",
          "linux-x86_64-avx512",
          2,
          Map.of("nd4j", "1.0.0-M2.1", "libc", "2.36"),
          "sha256:12",
          "mlp/1",
          Optional.of("SkylakeX"),
          Optional.of(new Envelope.Gpu("H100", "550.54")));

  @Test
  void itIsReadAsItWasWritten() {
    for (Envelope envelope : new Envelope[] {PORTABLE, NATIVE}) {
      String text = Json.write(envelope.toJson());
      assertThat(Envelope.fromJson(Json.readObject(text, "envelope"))).isEqualTo(envelope);
    }
  }

  @Test
  void everyFieldThatDiffersIsNamedWithBothValues() {
    assertThat(PORTABLE.differences(PORTABLE)).isEmpty();
    assertThat(PORTABLE.differences(NATIVE))
        .extracting(Envelope.Difference::toString)
        .containsExactly(
            "kernels was Portable, is Native",
            "classifier was linux-x86_64, is linux-x86_64-avx512",
            "threads was 1, is 2",
            "versions.openblas was 0.3.19, is none",
            "versions.libc was none, is 2.36",
            "cpuFamily was none, is SkylakeX",
            "gpu.model was none, is H100",
            "gpu.driver was none, is 550.54");
  }

  @Test
  void aSchedulerSeesTheCpuFamilyAndTheGpu() {
    assertThat(PORTABLE.nodeVisible()).isEmpty();
    assertThat(NATIVE.nodeVisible())
        .containsOnly(Map.entry("cpuFamily", "SkylakeX"), Map.entry("gpu.model", "H100"));
  }

  @Test
  void nonsenseIsRefusedByField() {
    assertThatThrownBy(
            () ->
                new Envelope(
                    "Fast", "c", 1, Map.of(), "i", "p", Optional.empty(), Optional.empty()))
        .hasMessage("envelope.kernels is \"Fast\", expected Portable or Native");
    assertThatThrownBy(
            () ->
                new Envelope(
                    "Native", "c", 1, Map.of(), "i", "p", Optional.empty(), Optional.empty()))
        .hasMessageContaining("cpuFamily is named exactly when kernels is Native");
    assertThatThrownBy(
            () ->
                new Envelope(
                    "Portable", "c", 0, Map.of(), "i", "p", Optional.empty(), Optional.empty()))
        .hasMessageContaining("envelope.threads is 0");
  }
}
