package dev.keepstep.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.trainer.data.Field;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ThresholdTest {
  @Test
  void theLongestPrefixThatIsAccurateEnoughDecides() {
    // .9 right, .8 right, .7 wrong, .6 right: prefix accuracies 1, 1, 2/3, 3/4
    List<Judged> readings = List.of(of(.9f, true), of(.8f, true), of(.7f, false), of(.6f, true));
    assertThat(Threshold.choose(readings, 0.75).value()).isEqualTo(.6f);
    assertThat(Threshold.choose(readings, 0.8).value()).isEqualTo(.8f);
  }

  @Test
  void aPrefixDoesNotEndWithinATie() {
    List<Judged> readings =
        List.of(of(.9f, true), of(.8f, true), of(.7f, false), of(.6f, true), of(.6f, false));
    assertThat(Threshold.choose(readings, 0.75).value()).isEqualTo(.8f);
  }

  @Test
  void nothingIsTakenWhenNothingIsAccurateEnough() {
    assertThat(Threshold.choose(List.of(of(.9f, false)), 0.95)).isEqualTo(Threshold.NONE);
    assertThat(Threshold.choose(List.of(), 0.95)).isEqualTo(Threshold.NONE);
  }

  @Property(tries = 200)
  void theOrderOfTheReadingsDoesNotMatter(
      @ForAll @Size(max = 60) List<Boolean> correct, @ForAll long seed) {
    List<Judged> readings = new ArrayList<>();
    for (int i = 0; i < correct.size(); i++) {
      readings.add(of((i * 7 % 10) / 10f, correct.get(i)));
    }
    List<Judged> shuffled = new ArrayList<>(readings);
    java.util.Collections.shuffle(shuffled, new java.util.Random(seed));
    assertThat(Threshold.choose(shuffled, 0.8)).isEqualTo(Threshold.choose(readings, 0.8));
  }

  @Property(tries = 200)
  void whatIsTakenOnTheCalibrationSplitMeetsTheTarget(
      @ForAll @Size(min = 1, max = 60) List<Boolean> correct) {
    List<Judged> readings = new ArrayList<>();
    for (int i = 0; i < correct.size(); i++) {
      readings.add(of((i * 7 % 10) / 10f, correct.get(i)));
    }
    Threshold threshold = Threshold.choose(readings, 0.8);
    List<Judged> taken = readings.stream().filter(threshold::takes).toList();
    long right = taken.stream().filter(Judged::correct).count();
    assertThat((double) right).isGreaterThanOrEqualTo(0.8 * taken.size());
  }

  private static Judged of(float confidence, boolean correct) {
    return new Judged(Field.PRICE, confidence, correct);
  }
}
