package dev.keepstep.trainer.run;

import dev.keepstep.core.random.EpochSampler;
import dev.keepstep.trainer.data.Augmentation;
import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.Features;
import dev.keepstep.trainer.data.Field;
import dev.keepstep.trainer.data.Split;
import dev.keepstep.trainer.determinism.KeyedDropout;
import dev.keepstep.trainer.determinism.KeyedInit;
import dev.keepstep.trainer.determinism.Randomness;
import dev.keepstep.trainer.evaluate.Judged;
import dev.keepstep.trainer.evaluate.Metrics;
import dev.keepstep.trainer.model.GradientStep;
import dev.keepstep.trainer.model.NetworkShape;
import dev.keepstep.trainer.model.Networks;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** A network, its data and its random numbers, able to do any step. */
final class Training {
  private static final int FEW = 100;

  private final NetworkShape shape;
  private final MultiLayerNetwork net;
  private final GradientStep gradient;
  private final BatchFeed feed;
  private final float[] initial;
  private final EpochSampler sampler;
  private final Documents documents;
  private final Parameters parameters;
  private final List<Document> few;

  Training(Parameters parameters, Documents documents, Randomness randomness) {
    this.parameters = parameters;
    this.documents = documents;
    shape =
        new NetworkShape(
            Features.WIDTH,
            parameters.hidden1(),
            parameters.hidden2(),
            Field.CLASSES,
            1 - parameters.dropout(),
            parameters.learningRate());
    initial = KeyedInit.xavier(shape.widths(), randomness::init);
    net = Networks.create(shape, initial, new KeyedDropout(randomness::dropout, 0, shape.keep()));
    gradient = new GradientStep(net, randomness::shardBegins);
    sampler = randomness.sampler(parameters.documents(), parameters.batchSize());
    few =
        documents
            .generator()
            .documents(Split.CALIBRATION, Math.min(FEW, parameters.calibrationDocuments()));
    feed =
        new BatchFeed(
            documents.train(),
            sampler,
            new Augmentation(randomness.augmentation(), parameters.augmentation()),
            parameters.microShards());
  }

  /** Digest of the documents to learn from. */
  String dataDigest() {
    return documents.digest();
  }

  NetworkShape shape() {
    return shape;
  }

  MultiLayerNetwork net() {
    return net;
  }

  /**
   * Does the update number {@code step}, from 0, and leaves the network at {@code step + 1}.
   *
   * @return the loss, averaged over the batch's words
   */
  double step(long step) {
    return gradient.run(Math.toIntExact(step), feed.batch(step));
  }

  /** The epoch, from 0, in which a step begins. */
  long epochOf(long step) {
    return sampler.epochOf(step);
  }

  /**
   * Says which step's state the network was given. Doing a step sets it anyway; a run that has none
   * left to do exports it.
   */
  void at(long step) {
    net.setIterationCount(Math.toIntExact(step));
  }

  /** Back to the state before step 0. */
  void reset() {
    at(0);
    net.params().assign(Nd4j.createFromArray(initial));
    net.getUpdater().getStateViewArray().assign(0);
  }

  /** Share of right readings on a few calibration documents; no figure to report, but a curve. */
  double look() {
    List<Judged> judged = Evaluation.read(net, few, () -> false);
    return (double) judged.stream().filter(Judged::correct).count() / judged.size();
  }

  /**
   * The figures of the run.
   *
   * @param stop asked now and then; empty if it said so
   */
  Optional<Metrics> evaluate(BooleanSupplier stop) {
    List<Judged> calibration =
        Evaluation.read(
            net,
            documents.generator().documents(Split.CALIBRATION, parameters.calibrationDocuments()),
            stop);
    List<Judged> test =
        Evaluation.read(
            net, documents.generator().documents(Split.TEST, parameters.testDocuments()), stop);
    return stop.getAsBoolean() ? Optional.empty() : Optional.of(Metrics.of(calibration, test));
  }
}
