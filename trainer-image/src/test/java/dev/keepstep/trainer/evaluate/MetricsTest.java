package dev.keepstep.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.keepstep.trainer.data.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void threeFiguresWithTheirCounts() {
    // Given a calibration split of which the upper 20 are right and the lower 20 wrong
    List<Judged> calibration = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calibration.add(reading(1 - i / 100f, i < 20));
    }
    // and a test split of which 3 of 4 lie above the threshold of 0.80 (39 of 41 would still do)
    List<Judged> test =
        List.of(reading(.99f, true), reading(.95f, false), reading(.9f, true), reading(.5f, true));
    // When
    Metrics metrics = Metrics.of(calibration, test);
    // Then 20 right and 1 wrong are 95.2 %, with 2 wrong 90.9 %: the 21st is the last that is taken
    assertThat(metrics.threshold().value()).isEqualTo(1 - 20 / 100f);
    assertThat(metrics.evaluation().byName())
        .containsExactly(
            entry("machineOnlyAccuracy", "0.75000 (3/4)"),
            entry("accuracyAt95", "0.66667 (2/3)"),
            entry("automationRateAt95", "0.75000 (3/4)"));
  }

  private static Judged reading(float confidence, boolean correct) {
    return new Judged(Field.PRODUCT, confidence, correct);
  }
}
