package dev.keepstep.core.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tensor and the memory that holds its elements, in row-major order and little-endian. The memory
 * stays the caller's: nothing is copied.
 *
 * @param data exactly {@link TensorSpec#byteLength} bytes; may be larger than 2 GiB
 */
public record Tensor(TensorSpec spec, MemorySegment data) {
  public Tensor {
    if (data.byteSize() != spec.byteLength()) {
      throw new IllegalArgumentException(
          "tensor %s takes %d bytes, its memory has %d"
              .formatted(spec, spec.byteLength(), data.byteSize()));
    }
  }

  /** Over what remains of a buffer, direct or on the heap. */
  public static Tensor of(String name, DType dtype, List<Long> shape, ByteBuffer data) {
    return new Tensor(new TensorSpec(name, dtype, shape), MemorySegment.ofBuffer(data));
  }

  public String name() {
    return spec.name();
  }

  /** Some of the bytes, at most 2 GiB, sharing the memory. */
  public ByteBuffer bytes(long from, long length) {
    return data.asSlice(from, length).asByteBuffer();
  }

  /** The total of all tensors' bytes. */
  public static long totalBytes(List<Tensor> tensors) {
    return tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  /**
   * @throws IllegalArgumentException if two have the same name
   */
  public static void requireUniqueNames(List<Tensor> tensors) {
    Set<String> names = new HashSet<>();
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
    }
  }
}
