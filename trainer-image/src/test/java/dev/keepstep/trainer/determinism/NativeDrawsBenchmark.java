package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Initializers;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.DropOutInverted;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Keyed numbers in native memory beside ND4J's own generator, which has a state that cannot be
 * read: nanoseconds per number. Only ratios within one run say anything.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    })
public class NativeDrawsBenchmark {
  /** A batch of 1,600 words through the built-in model's first layer, 192 units. */
  private static final int COUNT = 1600 * 192;

  private final Stream stream = Stream.of(1, Source.DROPOUT);
  private final INDArray input = Nd4j.ones(DataType.FLOAT, 1600, 192);
  private final INDArray output = Nd4j.createUninitialized(DataType.FLOAT, 1600, 192);
  private final FloatBuffer memory = NativeFloats.floats(output);
  private final float[] heap = new float[COUNT];
  private long step;

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public INDArray maskKeyed() {
    memory.clear();
    stream.at(step++, 0).fillBernoulliMask(memory, 0.8, 1.25f);
    return output;
  }

  /** Draws and applies in one pass; the keyed mask is applied by a multiplication more. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public INDArray dropoutOfNd4j() {
    return Nd4j.getExecutioner().exec(new DropOutInverted(input, output, 0.8));
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public INDArray dropoutKeyed() {
    maskKeyed();
    return output.muli(input);
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public INDArray uniformKeyed() {
    memory.clear();
    stream.at(step++, 0).fillUniformFloats(memory);
    return output;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public INDArray uniformOfNd4j() {
    return Nd4j.rand(output);
  }

  /** Initial weights, drawn once a run: exact to the last bit by StrictMath, which costs. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] normalKeyed() {
    Initializers.normal(stream.at(step++, 0), heap, 0, COUNT, 1);
    return heap;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public INDArray normalOfNd4j() {
    return Nd4j.randn(output);
  }

  /** What re-seeding ND4J's generator before each step costs, a step. */
  @Benchmark
  public void seedNd4j() {
    Nd4j.getRandom().setSeed(stream.at(step++, 0).nextLong() | 1);
  }
}
