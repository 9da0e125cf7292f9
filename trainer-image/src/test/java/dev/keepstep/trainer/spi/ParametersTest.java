package dev.keepstep.trainer.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void whatWasReadIsTheIdentityWithItsDefaults() {
    Parameters parameters = new Parameters(Map.of("rate", "1e-1", "from", "/data/x.csv"));
    assertThat(parameters.integer("batch", 8, 1, 64)).isEqualTo(8);
    assertThat(parameters.number("rate", 0.5, 0, 1)).isEqualTo(0.1);
    assertThat(parameters.text("from")).hasValue("/data/x.csv");
    assertThat(parameters.text("to")).isEmpty();
    assertThat(parameters.oneOf("kind", "plain", List.of("plain", "other"))).isEqualTo("plain");
    parameters.refuseRest();
    assertThat(parameters.effective().toString())
        .isEqualTo("{batch=8, from=/data/x.csv, kind=plain, rate=0.1}");
  }

  @Test
  void whatWasNotReadIsRefusedWithWhatIsRead() {
    Parameters parameters = new Parameters(Map.of("batchsize", "8"));
    parameters.integer("batchSize", 1, 1, 9);
    parameters.number("rate", 1, 0, 1);
    assertThatThrownBy(parameters::refuseRest)
        .hasMessage(
            "spec.training.parameters.batchsize is not known to this program: it reads batchSize, rate");
  }

  @Test
  void aWordThatIsNoneOfThemIsNamed() {
    Parameters parameters = new Parameters(Map.of("kind", "odd"));
    assertThatThrownBy(() -> parameters.oneOf("kind", "a", List.of("a", "b")))
        .hasMessage("spec.training.parameters.kind is \"odd\": expected one of a, b");
    assertThat(parameters.wrong("data", "name a file"))
        .hasMessage("spec.training.parameters.data is not given: name a file");
  }
}
