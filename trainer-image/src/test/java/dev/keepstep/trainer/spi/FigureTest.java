package dev.keepstep.trainer.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void sharesAreTextsOfFiveDecimals() {
    assertThat(Figure.share("a", 1859, 2000).text()).isEqualTo("0.92950 (1859/2000)");
    assertThat(Figure.share("a", 1837, 1939).text()).isEqualTo("0.94740 (1837/1939)");
    assertThat(Figure.share("a", 1, 200_000).text()).isEqualTo("0.00001 (1/200000)");
    assertThat(Figure.share("a", 0, 0).text()).isEqualTo("- (0/0)");
    assertThatThrownBy(() -> Figure.share("a", 2, 1)).hasMessage("a is 2 of 1, which is no share");
  }

  @Test
  void anyOtherNumberKeepsAllOfItsDigits() {
    assertThat(Figure.value("loss", 0.1 + 0.2).text()).isEqualTo("0.30000000000000004");
    assertThatThrownBy(() -> Figure.value("loss", Double.NaN))
        .hasMessage("loss is NaN, which is no figure");
  }

  @Test
  void aModelIsNotStoredOverTheFigures() {
    assertThatThrownBy(() -> new ModelFile("metrics.json", new byte[0]))
        .hasMessageContaining("none of [curve, curve.jsonl, log, metrics.json]");
    assertThatThrownBy(() -> new ModelFile("../model", new byte[0])).isNotNull();
  }
}
