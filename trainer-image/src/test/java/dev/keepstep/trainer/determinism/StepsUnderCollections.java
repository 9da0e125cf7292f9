package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Stream;
import dev.keepstep.trainer.model.GradientStep;
import dev.keepstep.trainer.model.GradientStep.Shard;
import dev.keepstep.trainer.model.NetworkShape;
import dev.keepstep.trainer.model.Networks;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A process that trains while the garbage collector is given no rest: {@code held STEPS}, or {@code
 * bare STEPS} for ND4J as it comes, which crashes.
 */
final class StepsUnderCollections {
  private static final int ROWS = 40;
  private static final NetworkShape SHAPE = new NetworkShape(64, 32, 16, 4, 0.8, 1e-3);
  private static final int GARBAGE = 50_000;

  private StepsUnderCollections() {}

  public static void main(String[] args) {
    NativeEnvironment.chooseKernels(true);
    if (args[0].equals("held")) {
      HeldBuffers.install();
    }
    NetworkDraws draws = new NetworkDraws(source -> Stream.of(1, source));
    MultiLayerNetwork net =
        Networks.create(
            SHAPE,
            KeyedInit.xavier(SHAPE.widths(), draws::init),
            new KeyedDropout(draws::dropout, 0, SHAPE.keep()));
    GradientStep step = new GradientStep(net, draws::shardBegins);
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform().daemon().start(StepsUnderCollections::litter);
    }
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      // anew each time, as a batch is
      INDArray features = Nd4j.createFromArray(new float[ROWS * SHAPE.inputs()]);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, ROWS, SHAPE.classes());
      for (int row = 0; row < ROWS; row++) {
        labels.putScalar(row, row % SHAPE.classes(), 1);
      }
      step.run(i, List.of(new Shard(features.reshape(ROWS, SHAPE.inputs()), labels)));
    }
    System.out.println("done");
    System.exit(0);
  }

  private static void litter() {
    byte[][] litter = new byte[64][];
    while (true) {
      for (int i = 0; i < litter.length; i++) {
        litter[i] = new byte[GARBAGE];
      }
      Thread.yield();
    }
  }
}
