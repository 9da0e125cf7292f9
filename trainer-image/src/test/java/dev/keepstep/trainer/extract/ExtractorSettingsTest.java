package dev.keepstep.trainer.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.trainer.spi.Parameters;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtractorSettingsTest {
  private static ExtractorSettings parse(Map<String, String> given) {
    return ExtractorSettings.parse(new Parameters(given));
  }

  @Test
  void whatIsLeftOutHasADefaultAndAllRoundTrips() {
    Parameters nothing = new Parameters(Map.of());
    ExtractorSettings defaults = ExtractorSettings.parse(nothing);
    assertThat(parse(nothing.effective())).isEqualTo(defaults);
    assertThat(parse(Map.of("batchSize", "8")).batchSize()).isEqualTo(8);
  }

  /** They are part of the identity of every run that is there already. */
  @Test
  void theDefaultsOfThisReleaseStayTheSame() {
    Parameters nothing = new Parameters(Map.of());
    ExtractorSettings.parse(nothing);
    assertThat(nothing.effective().toString())
        .isEqualTo(
            "{augmentation=0.3, batchSize=48, calibrationDocuments=400, dataSeed=1, documents=3000,"
                + " dropout=0.2, hidden1=192, hidden2=64, learningRate=0.001, microShards=1,"
                + " noise=0.02, testDocuments=667, vendors=40}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          batchSize    | 0    | spec.training.parameters.batchSize is "0": expected 1 to 4096
          batchSize    | many | spec.training.parameters.batchSize is "many": expected a whole number
          learningRate | NaN  | spec.training.parameters.learningRate is "NaN": expected a number from 1.0E-12 to 1.0
          dropout      | 1    | spec.training.parameters.dropout is "1": expected a number from 0.0 to 0.9
          microShards  | 49   | spec.training.parameters.microShards is "49": expected 1 to 48
          """)
  void aValueThatMakesNoSenseIsNamed(String name, String value, String message) {
    assertThatThrownBy(() -> parse(Map.of(name, value))).hasMessage(message);
  }

  @Test
  void generatedAndGivenDocumentsExcludeEachOther() {
    assertThat(parse(Map.of("documentsFrom", "/data/x.jsonl")).source())
        .isEqualTo(new DocumentSource.Given("/data/x.jsonl"));
    assertThatThrownBy(() -> parse(Map.of("documentsFrom", "/data/x.jsonl", "noise", "0.1")))
        .hasMessage(
            "spec.training.parameters.noise is \"0.1\": it is for generated documents, and"
                + " documentsFrom names others: remove one");
  }

  @Test
  void aNetworkOrABatchThatDoesNotFitIsRefusedBeforeItIsMade() {
    long half = 512L << 20;
    ExtractorSettings usual = parse(Map.of());
    Memory.requireEnough(usual, 60, half, half);
    assertThatThrownBy(
            () -> Memory.requireEnough(parse(Map.of("batchSize", "4096")), 60, half, half))
        .hasMessage(
            "spec.training.parameters: a network of 296964 parameters (hidden1 192, hidden2 64) and"
                + " batches of 4096 documents of up to 60 words take about 2.5 GB, and this image"
                + " has 0.5 GB for numbers: lower hidden1, hidden2 or batchSize");
    assertThatThrownBy(
            () -> Memory.requireEnough(parse(Map.of("batchSize", "4096")), 600, half, half))
        .hasMessageContaining("a batch takes 14.6 GB, and an array takes at most 2.1 GB");
    assertThatThrownBy(
            () ->
                Memory.requireEnough(
                    parse(Map.of("hidden1", "8192", "hidden2", "8192")), 60, 0, half))
        .hasMessageContaining("(hidden1 8192, hidden2 8192) takes 0.6 GB of heap to begin with");
  }
}
