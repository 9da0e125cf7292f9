package dev.keepstep.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import dev.keepstep.trainer.determinism.KeyedDropout;
import dev.keepstep.trainer.determinism.KeyedInit;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class GradientStepTest {
  private static final NetworkShape SHAPE = new NetworkShape(40, 24, 16, 4, 0.8, 0.01);

  private final INDArray x = features();
  private final INDArray y = labels();

  @Test
  void oneShardGivesTheBitsOfFit() {
    // Given two networks with the same keyed parameters and masks
    MultiLayerNetwork ours = network();
    MultiLayerNetwork theirs = network();
    GradientStep step = new GradientStep(ours, shard -> {});
    // When one takes our path and the other DL4J's
    for (int i = 0; i < 10; i++) {
      step.run(i, List.of(new GradientStep.Shard(x, y)));
      theirs.fit(x, y);
    }
    // Then parameters and Adam's state are equal to the bit
    assertThat(ours.params()).isEqualTo(theirs.params());
    assertThat(ours.getUpdater().getStateViewArray())
        .isEqualTo(theirs.getUpdater().getStateViewArray());
  }

  @Test
  void shardsAreSummedInOrder() {
    MultiLayerNetwork once = train(4, 5);
    MultiLayerNetwork again = train(4, 5);
    MultiLayerNetwork whole = train(1, 5);
    assertThat(again.params()).isEqualTo(once.params());
    // another way to cut the batch is another order of additions: close, and not the same bits
    assertThat(once.params()).isNotEqualTo(whole.params());
    assertThat(once.params().distance2(whole.params())).isCloseTo(0, within(1.0));
  }

  @Test
  void whatIsExportedLoadsWithDl4jAloneAndReadsTheSame() {
    MultiLayerNetwork trained = train(1, 5);
    MultiLayerNetwork exported = Networks.portable(SHAPE, trained);
    assertThat(exported.params()).isEqualTo(trained.params());
    assertThat(exported.output(x)).isEqualTo(trained.output(x));
    assertThat(exported.conf().toJson()).doesNotContain("keepstep");
  }

  private MultiLayerNetwork train(int shards, int steps) {
    MultiLayerNetwork net = network();
    GradientStep step = new GradientStep(net, shard -> {});
    int rows = 32 / shards;
    List<GradientStep.Shard> parts =
        java.util.stream.IntStream.range(0, shards)
            .mapToObj(
                s ->
                    new GradientStep.Shard(
                        x.get(NDArrayIndex.interval(s * rows, (s + 1) * rows), NDArrayIndex.all()),
                        y.get(NDArrayIndex.interval(s * rows, (s + 1) * rows), NDArrayIndex.all())))
            .toList();
    for (int i = 0; i < steps; i++) {
      step.run(i, parts);
    }
    return net;
  }

  private static MultiLayerNetwork network() {
    Stream init = Stream.of(1, Source.INIT);
    Stream masks = Stream.of(1, Source.DROPOUT);
    return Networks.create(
        SHAPE,
        KeyedInit.xavier(SHAPE.widths(), layer -> init.at(0, layer)),
        new KeyedDropout((step, layer) -> masks.at(step, layer), 0, SHAPE.keep()));
  }

  private static INDArray features() {
    float[] numbers = new float[32 * 40];
    Stream.of(2, new Source("test")).at(0, 0).fillUniformFloats(numbers);
    return Nd4j.createFromArray(numbers).reshape('c', 32, 40);
  }

  private static INDArray labels() {
    INDArray labels = Nd4j.create(DataType.FLOAT, 32, 4);
    for (int row = 0; row < 32; row++) {
      labels.putScalar(row, row * 7 % 4, 1);
    }
    return labels;
  }
}
