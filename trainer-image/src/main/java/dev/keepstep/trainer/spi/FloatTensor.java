package dev.keepstep.trainer.spi;

import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers of a state and the tensor over the very same memory: what is put into {@code values} is
 * what a checkpoint saves.
 *
 * @param tensor {@code float32} of the shape asked for, row-major
 * @param values its elements; use the calls that take an index, which leave its position at 0
 */
public record FloatTensor(Tensor tensor, FloatBuffer values) {
  /**
   * Zeros.
   *
   * @param name unique in its state
   * @param shape lengths of the dimensions; none: one number
   */
  public static FloatTensor zeros(String name, long... shape) {
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    long bytes = dimensions.stream().reduce((long) Float.BYTES, Math::multiplyExact);
    ByteBuffer memory =
        ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    return new FloatTensor(
        Tensor.of(name, DType.FLOAT32, dimensions, memory), memory.asFloatBuffer());
  }

  /** How many numbers. */
  public int size() {
    return values.capacity();
  }

  public float get(int index) {
    return values.get(index);
  }

  public void set(int index, float value) {
    values.put(index, value);
  }

  /** Sets all of them. */
  public void fill(float value) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, value);
    }
  }
}
