package dev.keepstep.trainer.determinism;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The memory behind an array, seen without a copy. */
public final class NativeFloats {
  private NativeFloats() {}

  /**
   * The bytes of a float32 array in memory order, little-endian.
   *
   * <p>The array must outlive the buffer: nothing holds it back from being freed.
   *
   * @param array without gaps and beginning where its memory begins; below 2 GiB
   */
  public static ByteBuffer bytes(INDArray array) {
    if (array.dataType() != DataType.FLOAT || array.offset() != 0) {
      throw new IllegalArgumentException(
          "expected float32 from offset 0: " + array.shapeInfoToString());
    }
    long bytes = Math.multiplyExact(array.length(), (long) Float.BYTES);
    return new BytePointer(array.data().addressPointer())
        .capacity(Math.toIntExact(bytes))
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Before the memory is read: brings it up to date where a GPU holds the newest; else nothing. */
  public static void beforeReading(INDArray array) {
    Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
  }

  /** After the memory was written: tells ND4J that it holds the newest; else nothing. */
  public static void afterWriting(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  /** The same as floats. */
  public static FloatBuffer floats(INDArray array) {
    return bytes(array).asFloatBuffer();
  }
}
