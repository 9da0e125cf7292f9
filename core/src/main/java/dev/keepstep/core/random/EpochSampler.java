package dev.keepstep.core.random;

/**
 * Which samples each step sees: a fresh permutation of all samples per epoch, as a pure function of
 * (seed, step).
 *
 * <p>Positions are numbered through: step s takes positions s * batch to s * batch + batch - 1, and
 * position p is place p mod n of epoch p / n, whose permutation is keyed by two words of the
 * source's stream at (step = epoch, item = 0). So every epoch shows each sample once, a batch that
 * meets the end of an epoch goes on in the next (its samples may then repeat), no sample is
 * dropped, and all batches have the same size. Resuming needs the step alone.
 *
 * <p>Safe to share between threads.
 */
public final class EpochSampler {
  private final Stream stream;
  private final long samples;
  private final int batch;
  private volatile Epoch latest;

  private record Epoch(long number, KeyedPermutation order) {}

  /**
   * @param stream usually that of {@link Source#SAMPLING}; nothing else may draw from it
   * @param samples n, how many samples there are, from 1 to 2^62
   * @param batch samples a step, at least 1
   */
  public EpochSampler(Stream stream, long samples, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + " is less than 1");
    }
    this.stream = stream;
    this.samples = samples;
    this.batch = batch;
    this.latest = make(0);
  }

  /** Samples a step. */
  public int batchSize() {
    return batch;
  }

  /** The epoch, from 0, in which a step begins. */
  public long epochOf(long step) {
    return Math.multiplyExact(step, (long) batch) / samples;
  }

  /** The samples of a step, in order: {@code int64 [batch]}, each in [0, n). */
  public long[] batch(long step) {
    long first = Math.multiplyExact(step, (long) batch);
    long[] indices = new long[batch];
    for (int i = 0; i < batch; i++) {
      indices[i] = sampleAt(Math.addExact(first, i));
    }
    return indices;
  }

  /** The same as {@code int32 [batch]}, for n up to 2^31. */
  public int[] intBatch(long step) {
    long[] wide = batch(step);
    int[] indices = new int[wide.length];
    for (int i = 0; i < wide.length; i++) {
      indices[i] = Math.toIntExact(wide[i]);
    }
    return indices;
  }

  /** The sample at a position, counted from the run's first: step * batch + place in the batch. */
  public long sampleAt(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("position " + position + " is negative");
    }
    long number = position / samples;
    Epoch epoch = latest;
    if (epoch.number() != number) {
      epoch = make(number);
      latest = epoch; // a memory of the last answer only: any thread may overwrite it
    }
    return epoch.order().apply(position % samples);
  }

  private Epoch make(long number) {
    return new Epoch(number, new KeyedPermutation(stream.at(number, 0).nextLong(), samples));
  }
}
