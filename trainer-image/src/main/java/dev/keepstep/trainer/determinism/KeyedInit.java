package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Initializers;
import java.util.function.IntFunction;

/** Initial parameters drawn from a keyed stream instead of ND4J's generator. */
public final class KeyedInit {
  private KeyedInit() {}

  /**
   * The initial parameters of a chain of dense layers: Xavier's normal for weights, variance {@code
   * 2 / (in + out)} (Glorot and Bengio, AISTATS 2010), and zero for biases.
   *
   * @param widths units of each layer from the input to the output, two or more
   * @param draws the numbers for a layer, from 0
   * @return as DL4J lays them: for each layer the weights, then the biases
   */
  public static float[] xavier(int[] widths, IntFunction<Draws> draws) {
    int total = 0;
    for (int i = 1; i < widths.length; i++) {
      total += (widths[i - 1] + 1) * widths[i];
    }
    float[] parameters = new float[total];
    int at = 0;
    for (int layer = 0; layer + 1 < widths.length; layer++) {
      int in = widths[layer];
      int out = widths[layer + 1];
      Initializers.xavierNormal(draws.apply(layer), parameters, at, at + in * out, in, out);
      at += (in + 1) * out;
    }
    return parameters;
  }
}
