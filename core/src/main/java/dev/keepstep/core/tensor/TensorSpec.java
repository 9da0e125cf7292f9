package dev.keepstep.core.tensor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a tensor is, without its elements.
 *
 * @param name unique in its snapshot
 * @param shape lengths of the dimensions, none negative; empty for one number
 */
public record TensorSpec(String name, DType dtype, List<Long> shape) {
  public TensorSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a tensor needs a name");
    }
    shape = List.copyOf(shape);
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException("tensor " + name + " has a dimension of " + length);
      }
    }
  }

  /** Elements times bytes of one. */
  public long byteLength() {
    long elements = 1;
    for (long length : shape) {
      elements = Math.multiplyExact(elements, length);
    }
    return Math.multiplyExact(elements, (long) dtype.bytes());
  }

  /** For people: {@code params float32[128, 10]}. */
  @Override
  public String toString() {
    return name
        + " "
        + dtype.text()
        + shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
