package dev.keepstep.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class KeyedPermutationTest {
  @Property(tries = 300)
  void everyIndexHasItsOwnImage(@ForAll long key, @ForAll @IntRange(min = 1, max = 2000) int n) {
    KeyedPermutation permutation = new KeyedPermutation(key, n);

    BitSet seen = new BitSet(n);
    for (int i = 0; i < n; i++) {
      seen.set((int) permutation.apply(i));
    }

    assertThat(seen.cardinality()).isEqualTo(n);
    assertThat(seen.length()).isEqualTo(n);
  }

  @Property(tries = 500)
  void theInverseLeadsBack(
      @ForAll long key,
      @ForAll @LongRange(min = 1, max = KeyedPermutation.MAX_SIZE) long n,
      @ForAll @LongRange(min = 0) long any) {
    KeyedPermutation permutation = new KeyedPermutation(key, n);
    long index = any % n;

    long image = permutation.apply(index);

    assertThat(image).isBetween(0L, n - 1);
    assertThat(permutation.indexOf(image)).isEqualTo(index);
  }

  /** Frozen: a change here changes every run's order of samples. */
  @Test
  void itsFirstImagesAreFixed() {
    KeyedPermutation permutation = new KeyedPermutation(0x0123_4567_89AB_CDEFL, 1000);

    assertThat(java.util.stream.LongStream.range(0, 8).map(permutation::apply).toArray())
        .containsExactly(377, 574, 700, 660, 707, 986, 345, 185);
  }

  @Test
  void refusesWhatIsOutside() {
    assertThatThrownBy(() -> new KeyedPermutation(1, 0)).hasMessageContaining("size 0");
    assertThatThrownBy(() -> new KeyedPermutation(1, KeyedPermutation.MAX_SIZE + 1))
        .hasMessageContaining("2^62");
    assertThatThrownBy(() -> new KeyedPermutation(1, 5).apply(5))
        .hasMessage("index 5 is not in [0, 5)");
  }
}
