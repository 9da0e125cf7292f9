package dev.keepstep.core.checkpoint;

import dev.keepstep.core.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far the elements of two tensors of one type and shape are from each other. Elements differ if
 * their bits do: zeros of both signs differ, and so do two NaNs of other payloads.
 *
 * @param count elements that differ
 * @param first index of the first of them in row-major order; -1 if none does
 * @param firstValues that element in both
 * @param largest the largest distance between two finite elements; empty if none of those that
 *     differ are finite in both
 * @param largestAt its index
 * @param steps for floating point the most representable numbers between two finite elements; 0 for
 *     other types
 */
public record ElementDiff(
    long count,
    long first,
    List<Double> firstValues,
    OptionalDouble largest,
    long largestAt,
    long steps) {
  /** All elements are equal. */
  public static final ElementDiff NONE =
      new ElementDiff(0, -1, List.of(), OptionalDouble.empty(), -1, 0);

  public ElementDiff {
    firstValues = List.copyOf(firstValues);
  }

  /**
   * Compares what remains of two buffers.
   *
   * @param from index of the first element among the tensor's
   */
  static ElementDiff of(DType type, ByteBuffer left, ByteBuffer right, long from) {
    ByteBuffer a = left.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer b = right.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long count = 0;
    long first = -1;
    List<Double> values = List.of();
    double largest = Double.NEGATIVE_INFINITY;
    long largestAt = -1;
    long steps = 0;
    int width = type.bytes();
    for (int at = 0; at + width <= a.remaining(); at += width) {
      long x = bits(type, a, at);
      long y = bits(type, b, at);
      if (x == y) {
        continue;
      }
      double u = value(type, x);
      double v = value(type, y);
      long index = from + at / width;
      if (count++ == 0) {
        first = index;
        values = List.of(u, v);
      }
      if (Double.isFinite(u) && Double.isFinite(v)) {
        if (Math.abs(u - v) > largest) {
          largest = Math.abs(u - v);
          largestAt = index;
        }
        steps = Math.max(steps, steps(type, x, y));
      }
    }
    return new ElementDiff(
        count,
        first,
        values,
        largestAt < 0 ? OptionalDouble.empty() : OptionalDouble.of(largest),
        largestAt,
        steps);
  }

  /** Of two parts of a tensor together; this one is the earlier. */
  ElementDiff plus(ElementDiff later) {
    if (count == 0) {
      return later;
    }
    if (later.count == 0) {
      return this;
    }
    boolean further =
        later.largest.orElse(Double.NEGATIVE_INFINITY) > largest.orElse(Double.NEGATIVE_INFINITY);
    return new ElementDiff(
        count + later.count,
        first,
        firstValues,
        further ? later.largest : largest,
        further ? later.largestAt : largestAt,
        Math.max(steps, later.steps));
  }

  /** The place of an element: {@code [2, 0]} for index 6 of shape [4, 3]. */
  public static List<Long> place(List<Long> shape, long index) {
    List<Long> place = new ArrayList<>();
    long rest = index;
    for (long length : shape.reversed()) {
      place.addFirst(length == 0 ? 0 : rest % length);
      rest = length == 0 ? 0 : rest / length;
    }
    return place;
  }

  private static long bits(DType type, ByteBuffer bytes, int at) {
    int index = bytes.position() + at;
    return switch (type) {
      case FLOAT64, INT64 -> bytes.getLong(index);
      case FLOAT32, INT32 -> bytes.getInt(index);
      case FLOAT16, BFLOAT16, INT16 -> bytes.getShort(index);
      case INT8, UINT8, BOOL -> bytes.get(index);
    };
  }

  private static double value(DType type, long bits) {
    return switch (type) {
      case FLOAT64 -> Double.longBitsToDouble(bits);
      case FLOAT32 -> Float.intBitsToFloat((int) bits);
      case FLOAT16 -> Float.float16ToFloat((short) bits);
      case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
      case INT64, INT32, INT16, INT8 -> bits;
      case UINT8, BOOL -> bits & 0xFF;
    };
  }

  /** Sign and magnitude to a number that grows with the value: neighbours are one apart. */
  private static long steps(DType type, long x, long y) {
    return switch (type) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> {
        long distance = ordered(type, x) - ordered(type, y);
        yield distance == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(distance);
      }
      case INT64, INT32, INT16, INT8, UINT8, BOOL -> 0;
    };
  }

  private static long ordered(DType type, long bits) {
    long magnitude = bits & (-1L >>> (65 - 8 * type.bytes()));
    return bits < 0 ? -magnitude : magnitude;
  }
}
