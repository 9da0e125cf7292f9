package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  @Test
  void whatIsLeftOutHasADefaultAndAllRoundTrips() {
    Parameters defaults = Parameters.parse(Map.of());
    assertThat(Parameters.parse(defaults.toMap())).isEqualTo(defaults);
    assertThat(Parameters.parse(Map.of("batchSize", "8")).batchSize()).isEqualTo(8);
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
    assertThatThrownBy(() -> Parameters.parse(Map.of(name, value))).hasMessage(message);
  }

  @Test
  void aNameThatIsNotKnownIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> Parameters.parse(Map.of("batchsize", "8")))
        .hasMessageStartingWith(
            "spec.training.parameters.batchsize is not known to this program: it reads augmentation, batchSize,");
  }
}
