package dev.keepstep.trainer.model;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Makes networks of the one kind that is trained here: two hidden layers over a window of words.
 */
public final class Networks {
  private Networks() {}

  /**
   * A network that is ready to be trained, with its updater's state at zero.
   *
   * @param parameters as {@code KeyedInit.xavier} lays them
   * @param dropout after the first hidden layer
   */
  public static MultiLayerNetwork create(NetworkShape shape, float[] parameters, IDropout dropout) {
    MultiLayerNetwork net = new MultiLayerNetwork(configuration(shape, dropout));
    INDArray initial = Nd4j.createFromArray(parameters).reshape(1, parameters.length);
    net.init(initial, false); // with parameters given, nothing is drawn
    net.initGradientsView();
    net.getUpdater();
    return net;
  }

  /**
   * The same parameters in a network of DL4J's own parts alone, which loads without this program's
   * classes on the class path.
   */
  public static MultiLayerNetwork portable(NetworkShape shape, MultiLayerNetwork trained) {
    MultiLayerNetwork net = new MultiLayerNetwork(configuration(shape, new Dropout(shape.keep())));
    net.init(trained.params().dup(), false);
    net.initGradientsView();
    net.getUpdater().getStateViewArray().assign(trained.getUpdater().getStateViewArray());
    net.setIterationCount(trained.getIterationCount());
    return net;
  }

  private static MultiLayerConfiguration configuration(NetworkShape shape, IDropout dropout) {
    return new NeuralNetConfiguration.Builder()
        .seed(1) // nothing draws from it; left out, it would be the time
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.RELU)
        .updater(new Adam(shape.learningRate()))
        .list()
        .layer(new DenseLayer.Builder().nIn(shape.inputs()).nOut(shape.hidden1()).build())
        .layer(
            new DenseLayer.Builder()
                .nIn(shape.hidden1())
                .nOut(shape.hidden2())
                .dropOut(dropout)
                .build())
        .layer(
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(shape.hidden2())
                .nOut(shape.classes())
                .build())
        .build();
  }
}
