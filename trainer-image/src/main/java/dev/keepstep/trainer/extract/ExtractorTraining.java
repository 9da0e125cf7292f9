package dev.keepstep.trainer.extract;

import dev.keepstep.core.random.EpochSampler;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.checkpoint.NetworkState;
import dev.keepstep.trainer.data.Augmentation;
import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.determinism.KeyedDropout;
import dev.keepstep.trainer.determinism.KeyedInit;
import dev.keepstep.trainer.determinism.NetworkDraws;
import dev.keepstep.trainer.evaluate.Judged;
import dev.keepstep.trainer.evaluate.Metrics;
import dev.keepstep.trainer.model.GradientStep;
import dev.keepstep.trainer.model.NetworkShape;
import dev.keepstep.trainer.model.Networks;
import dev.keepstep.trainer.spi.Evaluation;
import dev.keepstep.trainer.spi.ModelFile;
import dev.keepstep.trainer.spi.Randomness;
import dev.keepstep.trainer.spi.Training;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** The network, its data and its random numbers, able to do any step. */
final class ExtractorTraining implements Training {
  private static final int FEW = 100;

  private final NetworkShape shape;
  private final MultiLayerNetwork net;
  private final NetworkState state;
  private final GradientStep gradient;
  private final BatchFeed feed;
  private final float[] initial;
  private final EpochSampler sampler;
  private final Documents documents;
  private final List<Document> few;

  ExtractorTraining(ExtractorSettings settings, Documents documents, Randomness sources) {
    this.documents = documents;
    shape = settings.shape();
    NetworkDraws draws = new NetworkDraws(sources);
    initial = KeyedInit.xavier(shape.widths(), draws::init);
    net = Networks.create(shape, initial, new KeyedDropout(draws::dropout, 0, shape.keep()));
    state = new NetworkState(net, shape.widths());
    gradient = new GradientStep(net, draws::shardBegins);
    sampler = sources.sampler(documents.train().size(), settings.batchSize());
    few = documents.few(FEW);
    feed =
        new BatchFeed(
            documents.train(),
            sampler,
            new Augmentation(sources.stream(Source.AUGMENTATION), settings.augmentation()),
            settings.microShards());
  }

  @Override
  public List<Tensor> state() {
    return state.all();
  }

  @Override
  public List<Tensor> digested() {
    return state.weights();
  }

  @Override
  public void beforeReading() {
    state.beforeReading();
  }

  @Override
  public void restored(long step) {
    state.afterWriting();
    at(step);
  }

  /** The loss is averaged over the batch's words. */
  @Override
  public double step(long step) {
    return gradient.run(Math.toIntExact(step), feed.batch(step));
  }

  @Override
  public long epochOf(long step) {
    return sampler.epochOf(step);
  }

  @Override
  public void reset() {
    at(0);
    net.params().assign(Nd4j.createFromArray(initial));
    net.getUpdater().getStateViewArray().assign(0);
  }

  /** Share of right readings on a few calibration documents; no figure to report, but a curve. */
  @Override
  public OptionalDouble look() {
    List<Judged> judged = Reading.read(net, few, () -> false);
    return OptionalDouble.of(
        (double) judged.stream().filter(Judged::correct).count() / judged.size());
  }

  @Override
  public Optional<Evaluation> evaluate(BooleanSupplier stop) {
    List<Judged> calibration = Reading.read(net, documents.calibration(), stop);
    List<Judged> test = Reading.read(net, documents.test(), stop);
    return stop.getAsBoolean()
        ? Optional.empty()
        : Optional.of(Metrics.of(calibration, test).evaluation());
  }

  /** DL4J's own format, of DL4J's own parts, so that it loads anywhere. */
  @Override
  public ModelFile export() {
    return new ModelFile("model.zip", ModelZip.bytes(Networks.portable(shape, net)));
  }

  /** Doing a step sets it anyway; a run that has none left to do exports it. */
  private void at(long step) {
    net.setIterationCount(Math.toIntExact(step));
  }
}
