package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Draws;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout whose mask is a function of (seed, step, layer, micro-shard) and nothing else.
 *
 * <p>DL4J's own draws from ND4J's native generator, whose whole state cannot be read and so not be
 * restored; this one has none, so a resumed step draws what it drew.
 *
 * <p>The mask's numbers run in the memory order of the activations.
 */
public final class KeyedDropout implements IDropout {
  private static final long serialVersionUID = 1;

  /** Where a step's numbers come from; shared by the copies that DL4J makes of its layers. */
  @FunctionalInterface
  public interface Masks {
    /**
     * @param layer which dropout of the network, from 0
     */
    Draws at(int step, int layer);
  }

  private final transient Masks masks;
  private final int layer;
  private final double keep;
  private transient @Nullable INDArray mask;

  /**
   * @param layer which dropout of the network this is, from 0
   * @param keep the probability that a unit stays, above 0 and at most 1
   */
  public KeyedDropout(Masks masks, int layer, double keep) {
    this.masks = masks;
    this.layer = layer;
    this.keep = keep;
  }

  /**
   * @param input {@code float32 [rows, units]}
   * @param output room for the same
   */
  @Override
  public INDArray applyDropout(
      INDArray input, INDArray output, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    INDArray drawn = mask;
    if (drawn == null || drawn.size(0) != input.size(0) || drawn.size(1) != input.size(1)) {
      // outside the workspaces, which would take it back between forward and backward
      try (MemoryWorkspace _ = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        drawn = Nd4j.createUninitialized(DataType.FLOAT, input.shape(), input.ordering());
      }
      mask = drawn;
    }
    masks
        .at(iteration, layer)
        .fillBernoulliMask(NativeFloats.floats(drawn), keep, (float) (1 / keep));
    NativeFloats.afterWriting(drawn);
    Nd4j.getExecutioner().exec(new MulOp(input, drawn, output));
    return output;
  }

  @Override
  public INDArray backprop(INDArray atOutput, INDArray atInput, int iteration, int epoch) {
    INDArray drawn = mask;
    if (drawn == null) {
      throw new IllegalStateException("backward before forward");
    }
    Nd4j.getExecutioner().exec(new MulOp(atOutput, drawn, atInput));
    return atInput;
  }

  @Override
  public void clear() {
    // the mask's memory serves the next step again
  }

  @Override
  public KeyedDropout clone() {
    return new KeyedDropout(masks, layer, keep);
  }
}
