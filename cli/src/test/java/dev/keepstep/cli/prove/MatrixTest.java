package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
  @Test
  void thereAreEnoughAndEachIsAnother() {
    assertThat(Matrix.all()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(Matrix.all().stream().map(Configuration::name)).doesNotHaveDuplicates();
    assertThat(Matrix.all()).allSatisfy(c -> assertThat(c.epochSteps()).isGreaterThanOrEqualTo(2));
  }

  /** A source that a training never draws from could not be missed. */
  @Test
  void theControlsSourceIsOneThatIsDrawnFrom() {
    for (Configuration c : Matrix.all()) {
      assertThat(c.unkeyed()).isIn("init", "sampling", "augmentation", "dropout");
      if (!c.unkeyed().equals("init") && !c.unkeyed().equals("sampling")) {
        assertThat(Double.parseDouble(c.parameters().get(c.unkeyed()))).as(c.name()).isPositive();
      }
    }
    assertThat(Matrix.all().stream().map(Configuration::unkeyed).distinct()).hasSize(4);
  }

  @Test
  void namesSelectInTheMatrixsOrder() {
    assertThat(Matrix.named(List.of("seldom", "plain")).stream().map(Configuration::name))
        .containsExactly("plain", "seldom");
    assertThatThrownBy(() -> Matrix.named(List.of("plain", "fast")))
        .isInstanceOf(UserError.class)
        .hasMessage("--configurations names \"fast\", which is none");
  }
}
