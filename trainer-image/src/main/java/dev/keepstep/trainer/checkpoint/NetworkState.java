package dev.keepstep.trainer.checkpoint;

import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.determinism.NativeFloats;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All that a network is, as tensors over its own memory: saving reads them, restoring writes into
 * them. DL4J's ModelSerializer would copy the state, zip it and take two hundred times as long.
 *
 * <p>Not among it: the step, which the manifest names, and random generators, of which there are
 * none.
 */
public final class NetworkState {
  private final INDArray parameters;
  private final INDArray updater;
  private final List<Tensor> weights;
  private final List<Tensor> all;

  /**
   * @param widths units of each dense layer from the input to the output
   */
  public NetworkState(MultiLayerNetwork net, int[] widths) {
    parameters = net.params();
    updater = net.getUpdater().getStateViewArray();
    long count = parameters.length();
    if (updater.length() != 2 * count) {
      throw new IllegalStateException(
          "Adam keeps two numbers a parameter, found %d for %d".formatted(updater.length(), count));
    }
    List<Tensor> slices = new ArrayList<>();
    ByteBuffer bytes = NativeFloats.bytes(parameters);
    int at = 0;
    for (int layer = 0; layer + 1 < widths.length; layer++) {
      int in = widths[layer];
      int out = widths[layer + 1];
      // column-major [in, out] is row-major [out, in]
      at = slice(slices, "layer" + layer + ".weights", List.of((long) out, (long) in), bytes, at);
      at = slice(slices, "layer" + layer + ".biases", List.of((long) out), bytes, at);
    }
    if (at != bytes.capacity()) {
      throw new IllegalStateException("the network has other layers than its shape says");
    }
    weights = List.copyOf(slices);
    ByteBuffer moments = NativeFloats.bytes(updater);
    int first = slice(slices, "adam.mean", List.of(count), moments, 0);
    slice(slices, "adam.variance", List.of(count), moments, first);
    all = List.copyOf(slices);
  }

  /** Parameters and updater state, for checkpoints. */
  public List<Tensor> all() {
    return all;
  }

  /** The parameters alone, for digests. */
  public List<Tensor> weights() {
    return weights;
  }

  /** Before the tensors are read: brings their memory up to date, where a GPU holds the newest. */
  public void beforeReading() {
    NativeFloats.beforeReading(parameters);
    NativeFloats.beforeReading(updater);
  }

  /** After the tensors were written: tells ND4J that their memory holds the newest. */
  public void afterWriting() {
    NativeFloats.afterWriting(parameters);
    NativeFloats.afterWriting(updater);
  }

  private static int slice(
      List<Tensor> into, String name, List<Long> shape, ByteBuffer bytes, int at) {
    int length = Math.toIntExact(shape.stream().reduce((long) Float.BYTES, Math::multiplyExact));
    into.add(Tensor.of(name, DType.FLOAT32, shape, bytes.slice(at, length)));
    return at + length;
  }
}
