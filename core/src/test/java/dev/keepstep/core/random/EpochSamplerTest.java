package dev.keepstep.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {
  private static EpochSampler sampler(long seed, long samples, int batch) {
    return new EpochSampler(Stream.of(seed, Source.SAMPLING), samples, batch);
  }

  @Property(tries = 200)
  void everyEpochShowsEverySampleOnce(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int samples,
      @ForAll @IntRange(min = 1, max = 40) int batch) {
    EpochSampler sampler = sampler(seed, samples, batch);

    // enough steps for three whole epochs, cut at the epochs' ends and not at the batches'
    long[] seen =
        LongStream.range(0, 3L * samples / batch + 1)
            .flatMap(step -> Arrays.stream(sampler.batch(step)))
            .toArray();

    for (int epoch = 0; epoch < 3; epoch++) {
      long[] one = Arrays.copyOfRange(seen, epoch * samples, (epoch + 1) * samples);
      Arrays.sort(one);
      assertThat(one).containsExactly(LongStream.range(0, samples).toArray());
    }
  }

  @Property(tries = 200)
  void aStepsBatchDependsOnTheStepAlone(@ForAll long seed, @ForAll @IntRange(max = 1000) int step) {
    EpochSampler fresh = sampler(seed, 97, 16);
    EpochSampler used = sampler(seed, 97, 16);
    for (int i = 0; i < step; i++) {
      used.batch(i);
    }

    assertThat(used.batch(step)).containsExactly(fresh.batch(step));
  }

  @Test
  void epochsDifferInOrder() {
    EpochSampler sampler = sampler(1, 100, 100);

    assertThat(sampler.batch(0)).isNotEqualTo(sampler.batch(1));
  }

  @Test
  void aBatchMayStraddleEpochsAndEvenHoldSeveral() {
    EpochSampler sampler = sampler(7, 3, 8);

    assertThat(sampler.intBatch(5)).hasSize(8);
    assertThat(sampler.epochOf(0)).isZero();
    assertThat(sampler.epochOf(1)).isEqualTo(2); // position 8 of 3 samples an epoch
  }

  @Test
  void refusesABatchOfNothingAndASampleBeforeTheFirst() {
    assertThatThrownBy(() -> sampler(1, 10, 0)).hasMessage("batch 0 is less than 1");
    assertThatThrownBy(() -> sampler(1, 10, 1).sampleAt(-1)).hasMessage("position -1 is negative");
  }
}
