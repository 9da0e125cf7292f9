package dev.keepstep.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private static final Stream DROPOUT = Stream.of(20241115, Source.DROPOUT);

  @Test
  void theWordsArePhiloxAtBlockItemStepLowStepHigh() {
    long step = 0x0000_0007_8000_0003L;
    long item = 0xFFFF_FFFEL;
    Draws draws = DROPOUT.at(step, item);

    int[] expected = new int[12];
    for (int block = 0; block < 3; block++) {
      Philox.block(DROPOUT.key(), block, 0xFFFF_FFFE, 0x8000_0003, 7, expected, block * 4);
    }
    for (int word : expected) {
      assertThat(draws.nextInt()).isEqualTo(word);
    }
  }

  /** Frozen: these change only if every run's bits change. Computed apart, in Python's hashlib. */
  @Test
  void theKeyIsTheHashOfSeedAndName() {
    assertThat(Source.DROPOUT.key(20241115)).isEqualTo(KnownKeys.DROPOUT_20241115);
    assertThat(Source.SAMPLING.key(-1)).isEqualTo(KnownKeys.SAMPLING_MINUS_1);
    assertThat(new Source("größe").key(0)).isEqualTo(KnownKeys.GROESSE_0);
  }

  @Property(tries = 200)
  void anyPlaceIsReachedWithoutWhatCameBefore(
      @ForAll long seed, @ForAll @LongRange(min = 0) long step, @ForAll @IntRange(max = 9) int n) {
    Stream one = Stream.of(seed, Source.AUGMENTATION);
    for (int i = 0; i < n; i++) {
      one.at(i, i).nextLong();
    }

    Stream other = Stream.of(seed, Source.AUGMENTATION);

    assertThat(one.at(step, n).nextLong()).isEqualTo(other.at(step, n).nextLong());
  }

  @Property(tries = 200)
  void aBulkFillIsAsManySingleDraws(
      @ForAll @IntRange(max = 7) int before,
      @ForAll @IntRange(max = 5000) int length,
      @ForAll @DoubleRange(min = 0, max = 1) double keep) {
    Draws single = DROPOUT.at(3, 1);
    Draws bulk = DROPOUT.at(3, 1);
    for (int i = 0; i < before; i++) {
      single.nextInt();
      bulk.nextInt();
    }

    float[] uniform = new float[length];
    bulk.fillUniformFloats(uniform);
    FloatBuffer mask = FloatBuffer.allocate(length);
    bulk.fillBernoulliMask(mask, keep, 1.25f);

    for (int i = 0; i < length; i++) {
      assertThat(uniform[i]).isEqualTo(single.nextFloat());
    }
    for (int i = 0; i < length; i++) {
      assertThat(mask.get(i)).isEqualTo(single.nextFloat() < keep ? 1.25f : 0f);
    }
    assertThat(mask.hasRemaining()).isFalse();
    assertThat(bulk.nextInt()).as("what comes after").isEqualTo(single.nextInt());
  }

  @Property(tries = 500)
  void boundedNumbersAreInBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1) int bound,
      @ForAll @LongRange(min = 1) long wide) {
    Draws draws = Stream.of(seed, Source.INIT).at(0, 0);
    for (int i = 0; i < 20; i++) {
      assertThat(draws.nextInt(bound)).isBetween(0, bound - 1);
      assertThat(draws.nextLong(wide)).isBetween(0L, wide - 1);
      assertThat(draws.nextDouble()).isBetween(0.0, Math.nextDown(1.0));
      assertThat(draws.nextFloat()).isBetween(0f, Math.nextDown(1f));
      assertThat(Math.abs(draws.nextNormal())).isLessThan(8.58);
    }
  }

  @Test
  void theExtremesOfTheBitsStayBelowOne() {
    assertThat(Distributions.unitDouble(-1L)).isEqualTo(1 - 0x1p-53);
    assertThat(Distributions.unitFloat(-1)).isEqualTo(1 - 0x1p-24f);
    assertThat(Distributions.threshold(1)).isEqualTo(1 << 24);
    assertThat(Distributions.threshold(0)).isZero();
  }

  @Test
  void refusesWhatHasNoCounter() {
    assertThatThrownBy(() -> DROPOUT.at(-1, 0)).hasMessage("step -1 is negative");
    assertThatThrownBy(() -> DROPOUT.at(0, 1L << 32)).hasMessageContaining("2^32 - 1");
    assertThatThrownBy(() -> DROPOUT.at(0, 0).nextBernoulli(Double.NaN))
        .hasMessage("probability NaN is not in [0, 1]");
    assertThatThrownBy(() -> DROPOUT.at(0, 0).fillBernoulliMask(new float[1], 0.5, -1f))
        .hasMessage("a mask cannot keep by a factor of -1.0");
    assertThatThrownBy(() -> DROPOUT.at(0, 0).nextInt(0)).hasMessage("bound 0 is not positive");
    assertThatThrownBy(() -> new Source(" ")).hasMessageContaining("needs a name");
  }
}
