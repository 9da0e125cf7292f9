package dev.keepstep.trainer.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.random.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class StepSeedingTest {
  private final StepSeeding seeding = new StepSeeding(source -> Stream.of(3, source), "nd4j");

  private float[] drawnAt(long step, int part) {
    seeding.before(step, part);
    return Nd4j.randn(DataType.FLOAT, 64).dup().data().asFloat();
  }

  @Test
  void aStepDrawsTheSameWhateverWasDrawnBefore() {
    float[] first = drawnAt(7, 0);
    Nd4j.rand(100);
    float[] other = drawnAt(8, 0);
    float[] part = drawnAt(7, 1);
    assertThat(drawnAt(7, 0)).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(part).isNotEqualTo(first).isNotEqualTo(other);
  }
}
