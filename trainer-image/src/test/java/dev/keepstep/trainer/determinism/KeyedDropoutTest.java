package dev.keepstep.trainer.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class KeyedDropoutTest {
  private static final Stream STREAM = Stream.of(3, Source.DROPOUT);

  @Test
  void theMaskIsAFunctionOfTheStep() {
    KeyedDropout dropout = dropout(0);
    float[] five = apply(dropout, 5, 'f');
    float[] six = apply(dropout, 6, 'f');
    assertThat(apply(dropout(0), 5, 'f')).isEqualTo(five);
    assertThat(apply(dropout.clone(), 5, 'f')).isEqualTo(five);
    assertThat(six).isNotEqualTo(five);
    assertThat(apply(dropout(1), 5, 'f')).as("another layer").isNotEqualTo(five);
  }

  @Test
  void nothingIsDrawnFromNd4j() {
    Nd4j.getRandom().setSeed(1);
    float[] once = apply(dropout(0), 5, 'c');
    long position = Nd4j.getRandom().nextLong();
    Nd4j.getRandom().setSeed(1);
    Nd4j.rand(100);
    assertThat(apply(dropout(0), 5, 'c')).isEqualTo(once);
    Nd4j.getRandom().setSeed(1);
    assertThat(Nd4j.getRandom().nextLong()).isEqualTo(position);
  }

  @Test
  void aShareIsKeptAndScaledAndGradientsPassTheSameMask() {
    KeyedDropout dropout = dropout(0);
    INDArray ones = Nd4j.ones(DataType.FLOAT, 100, 200);
    INDArray out = Nd4j.create(DataType.FLOAT, 100, 200);
    dropout.applyDropout(ones, out, 5, 0, LayerWorkspaceMgr.noWorkspaces());
    float[] kept = out.dup('c').data().asFloat();
    long zeros = 0;
    for (float value : kept) {
      assertThat(value).isIn(0f, (float) (1 / 0.8));
      zeros += value == 0 ? 1 : 0;
    }
    // 20,000 draws at 0.2: six standard deviations are 340
    assertThat(zeros).isBetween(3660L, 4340L);
    INDArray gradient = Nd4j.create(DataType.FLOAT, 100, 200);
    dropout.backprop(ones, gradient, 5, 0);
    assertThat(gradient).isEqualTo(out);
  }

  private static KeyedDropout dropout(int layer) {
    return new KeyedDropout((step, l) -> STREAM.at(step, l), layer, 0.8);
  }

  private static float[] apply(KeyedDropout dropout, int step, char order) {
    INDArray input = Nd4j.ones(DataType.FLOAT, 7, 13).dup(order);
    INDArray output = Nd4j.create(DataType.FLOAT, new long[] {7, 13}, order);
    dropout.applyDropout(input, output, step, 0, LayerWorkspaceMgr.noWorkspaces());
    return output.dup('c').data().asFloat();
  }
}
