package dev.keepstep.trainer.model;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One update of a network: the gradients of the micro-shards are added in their order, and one call
 * of the updater follows. The bits depend on how many shards there are and not on who computed
 * them. With one shard they are those of DL4J's own {@code fit}.
 */
public final class GradientStep {
  /**
   * @param features {@code float32 [rows, inputs]}
   * @param labels {@code float32 [rows, classes]}, one-hot
   */
  public record Shard(INDArray features, INDArray labels) {}

  /** Told before each shard, so that draws can be keyed by it. */
  @FunctionalInterface
  public interface ShardListener {
    void begins(int shard);
  }

  private final MultiLayerNetwork net;
  private final ShardListener listener;
  private final INDArray sum;

  public GradientStep(MultiLayerNetwork net, ShardListener listener) {
    this.net = net;
    this.listener = listener;
    INDArray gradients = net.getFlattenedGradients();
    this.sum = Nd4j.create(gradients.dataType(), gradients.shape());
  }

  /**
   * Does the update and counts the step at the network.
   *
   * @param step from 0; Adam's bias correction and the dropout masks depend on it
   * @param shards one or more
   * @return the loss, averaged over all rows
   */
  public double run(int step, List<Shard> shards) {
    net.setIterationCount(step);
    INDArray gradients = net.getFlattenedGradients();
    boolean several = shards.size() > 1;
    int rows = 0;
    double loss = 0;
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      listener.begins(i);
      net.setInput(shard.features());
      net.setLabels(shard.labels());
      net.computeGradientAndScore(); // gradients are sums over the rows: nothing is divided yet
      int here = (int) shard.features().size(0);
      loss += net.score() * here;
      rows += here;
      if (several && i == 0) {
        sum.assign(gradients);
      } else if (several) {
        sum.addi(gradients);
      }
    }
    if (several) {
      gradients.assign(sum);
    }
    net.getUpdater()
        .update(
            net, net.gradient(), step, net.getEpochCount(), rows, LayerWorkspaceMgr.noWorkspaces());
    INDArray params = net.params();
    params.subi(gradients.reshape(params.shape()));
    net.setIterationCount(step + 1);
    return loss / rows;
  }
}
