package dev.keepstep.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ToolkitTest {
  private static final Stream STREAM = Stream.of(20241115, new Source("toolkit"));

  private static Draws draws() {
    return STREAM.at(3, 7);
  }

  /** From the raw words, with the formulas of the books. */
  @Test
  void distributionsAreWhatTheirFormulasSay() {
    long[] words = new long[4];
    Draws raw = draws();
    for (int i = 0; i < words.length; i++) {
      words[i] = raw.nextInt() & 0xFFFFFFFFL;
    }
    double first = ((words[0] << 32 | words[1]) >>> 11) * 0x1p-53;
    double second = ((words[2] << 32 | words[3]) >>> 11) * 0x1p-53;
    assertThat(draws().nextExponential()).isCloseTo(-Math.log(1 - first), within(1e-14));
    assertThat(draws().nextNormal())
        .isCloseTo(
            Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second), within(1e-14));
  }

  /**
   * Frozen: these change only if every run's bits change. All but the sample were computed apart,
   * in Python, from the key's hash on.
   */
  @Test
  void knownAnswers() {
    Draws draws = draws();
    assertThat(
            List.of(
                draws.nextExponential(),
                draws.nextTruncatedNormal(1),
                (double) Categorical.of(1, 2, 3).draw(draws)))
        .isEqualTo(KNOWN);
    int[] order = {0, 1, 2, 3, 4, 5, 6, 7};
    Shuffles.shuffle(order, draws);
    assertThat(order).isEqualTo(KNOWN_ORDER);
    assertThat(Shuffles.sample(1L << 40, 3, draws)).isEqualTo(KNOWN_SAMPLE);
  }

  private static final List<Double> KNOWN = List.of(2.620333046484455, 0.9322243457657854, 2.0);
  private static final int[] KNOWN_ORDER = {1, 5, 6, 0, 3, 7, 4, 2};
  private static final long[] KNOWN_SAMPLE = {114252963738L, 571991350254L, 324882855232L};

  @Property(tries = 200)
  void aShuffleLosesNothingAndIsTheSameForListsAndArrays(
      @ForAll long seed, @ForAll @IntRange(max = 50) int size) {
    int[] array = new int[size];
    List<Integer> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      array[i] = i;
      list.add(i);
    }
    Shuffles.shuffle(array, Stream.of(seed, Source.INIT).at(0, 0));
    Shuffles.shuffle(list, Stream.of(seed, Source.INIT).at(0, 0));
    assertThat(list).isEqualTo(Arrays.stream(array).boxed().toList());
    assertThat(list.stream().sorted().toList())
        .isEqualTo(Arrays.stream(array).sorted().boxed().toList());
  }

  @Property(tries = 200)
  void aSampleRepeatsNothing(@ForAll long seed, @ForAll @IntRange(max = 60) int k) {
    long[] chosen = Shuffles.sample(60, k, Stream.of(seed, Source.INIT).at(0, 0));
    assertThat(Arrays.stream(chosen).distinct().count()).isEqualTo(k);
    assertThat(Arrays.stream(chosen).allMatch(i -> i >= 0 && i < 60)).isTrue();
  }

  @Test
  void initialWeightsHaveTheVarianceThatTheirAuthorsSay() {
    float[] some = new float[200_000];
    Initializers.xavierNormal(draws(), some, 0, some.length, 300, 100);
    assertThat(variance(some)).isCloseTo(2.0 / 400, within(1e-4));
    Initializers.xavierUniform(draws(), some, 0, some.length, 300, 100);
    assertThat(variance(some)).isCloseTo(2.0 / 400, within(1e-4));
    Initializers.heNormal(draws(), some, 0, some.length, 100);
    assertThat(variance(some)).isCloseTo(2.0 / 100, within(2e-4));
    Initializers.heUniform(draws(), some, 0, some.length, 100);
    assertThat(variance(some)).isCloseTo(2.0 / 100, within(2e-4));
    Initializers.truncatedNormal(draws(), some, 0, some.length, 0.5);
    assertThat(variance(some)).isCloseTo(0.25 * 0.774, within(2e-3)); // of N(0, 1) within 2
    for (float value : some) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(1);
    }
  }

  private static double variance(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum / values.length;
  }

  @Test
  void augmentationsLeaveWhatIsProtectedAndDrawTheSameAllTheSame() {
    for (int item = 0; item < 200; item++) {
      List<String> open = new ArrayList<>(List.of("a", "b", "c", "d"));
      List<String> shut = new ArrayList<>(open);
      List<String> away = new ArrayList<>();
      Draws one = STREAM.at(0, item);
      Draws other = STREAM.at(0, item);
      vary(open, away, true, one);
      List<String> none = new ArrayList<>();
      vary(shut, none, false, other);
      assertThat(shut).containsExactly("a", "b", "c", "d");
      assertThat(none).isEmpty();
      assertThat(open.size() + away.size()).isEqualTo(3); // one was deleted, one was moved
      assertThat(away).hasSize(1);
    }
  }

  private static void vary(List<String> list, List<String> away, boolean free, Draws draws) {
    Augmentations.swapNeighbours(list, _ -> free, (element, _) -> element, draws);
    Augmentations.delete(list, _ -> free, draws);
    Augmentations.replace(list, (old, _) -> free ? old + "!" : old, draws);
    Augmentations.move(list, away, _ -> free, (element, _) -> element, draws);
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThatThrownBy(() -> Categorical.of(0, 0)).hasMessageContaining("sum is 0.0");
    assertThatThrownBy(() -> Categorical.of(1, -1)).hasMessage("weight 1 is -1.0");
    assertThatThrownBy(() -> Shuffles.sample(3, 4, draws())).hasMessage("4 of 3 cannot be chosen");
    assertThatThrownBy(() -> draws().nextTruncatedNormal(0))
        .hasMessage("limit 0.0 is not positive");
    assertThatThrownBy(() -> Initializers.heNormal(draws(), new float[1], 0, 1, 0))
        .hasMessage("a layer of 0 inputs and 0 outputs has no weights");
  }
}
