package dev.keepstep.core.random;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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
 * What a keyed number costs beside the JDK's generators, which have state and are not promised to
 * stay the same: nanoseconds per number, and per sample for the order of samples. Only ratios
 * within one run say anything.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DrawsBenchmark {
  private static final int COUNT = 1 << 16;
  private static final int BATCH = 1024;

  private final float[] out = new float[COUNT];
  private final Stream stream = Stream.of(1, Source.DROPOUT);
  private final SplittableRandom splittable = new SplittableRandom(1);
  private final RandomGenerator l64x128 = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final EpochSampler sampler =
      new EpochSampler(Stream.of(1, Source.SAMPLING), 1_000_000, BATCH);
  private long step;

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] maskKeyed() {
    stream.at(step++, 0).fillBernoulliMask(out, 0.8, 1.25f);
    return out;
  }

  /** With the same branch-free conversion, so that the generators alone are compared. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] maskSplittable() {
    int threshold = Distributions.threshold(0.8);
    for (int i = 0; i < COUNT; i++) {
      out[i] = 1.25f * (((splittable.nextInt() >>> 8) - threshold) >>> 31);
    }
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] maskL64X128() {
    int threshold = Distributions.threshold(0.8);
    for (int i = 0; i < COUNT; i++) {
      out[i] = 1.25f * (((l64x128.nextInt() >>> 8) - threshold) >>> 31);
    }
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] uniformKeyed() {
    stream.at(step++, 0).fillUniformFloats(out);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] uniformSplittable() {
    for (int i = 0; i < COUNT; i++) {
      out[i] = Distributions.unitFloat(splittable.nextInt());
    }
    return out;
  }

  /** To the first batch at step 1. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] seekToStepOne() {
    return new EpochSampler(Stream.of(1, Source.SAMPLING), 1_000_000, BATCH).intBatch(1);
  }

  /** To the first batch at step 10,000,000: the same. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] seekToStepTenMillion() {
    return new EpochSampler(Stream.of(1, Source.SAMPLING), 1_000_000, BATCH).intBatch(10_000_000);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] nextBatch() {
    return sampler.intBatch(step++);
  }
}
