package dev.keepstep.core.checkpoint;

import dev.keepstep.core.tensor.Tensor;
import java.util.List;

/**
 * The state after a step, to be committed. The memory must not change until it is.
 *
 * @param step updates made, 0 or more
 * @param epoch as in {@link Manifest#epoch}
 * @param tensors parameters and updater state, in a fixed order with unique names
 */
public record Snapshot(long step, long epoch, List<Tensor> tensors) {
  public Snapshot {
    tensors = List.copyOf(tensors);
    Tensor.requireUniqueNames(tensors);
  }
}
