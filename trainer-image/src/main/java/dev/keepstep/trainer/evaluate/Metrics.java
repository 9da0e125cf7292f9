package dev.keepstep.trainer.evaluate;

import dev.keepstep.trainer.spi.Evaluation;
import dev.keepstep.trainer.spi.Figure;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well fields are read.
 *
 * @param machineOnlyAccuracy right readings of all
 * @param automationRate readings at or above the threshold of all
 * @param accuracyAtTarget right readings of those at or above the threshold
 * @param threshold as chosen on the calibration split
 */
public record Metrics(
    Figure.Share machineOnlyAccuracy,
    Figure.Share automationRate,
    Figure.Share accuracyAtTarget,
    Threshold threshold) {
  /** The accuracy that automated readings are to have. */
  public static final double TARGET = 0.95;

  public static final String MACHINE_ONLY = "machineOnlyAccuracy";
  public static final String AUTOMATION = "automationRateAt95";
  public static final String ACCURACY = "accuracyAt95";

  /**
   * @param calibration readings on which the threshold is chosen
   * @param test readings that are reported on
   */
  public static Metrics of(List<Judged> calibration, List<Judged> test) {
    Threshold threshold = Threshold.choose(calibration, TARGET);
    int correct = 0;
    int taken = 0;
    int takenCorrect = 0;
    for (Judged judged : test) {
      correct += judged.correct() ? 1 : 0;
      if (threshold.takes(judged)) {
        taken++;
        takenCorrect += judged.correct() ? 1 : 0;
      }
    }
    return new Metrics(
        new Figure.Share(MACHINE_ONLY, correct, test.size()),
        new Figure.Share(AUTOMATION, taken, test.size()),
        new Figure.Share(ACCURACY, takenCorrect, taken),
        threshold);
  }

  /** The three figures, and the threshold as the fact that belongs to them. */
  public Evaluation evaluation() {
    @Nullable Number value = Float.isInfinite(threshold.value()) ? null : threshold.value();
    return new Evaluation(
        List.of(machineOnlyAccuracy, accuracyAtTarget, automationRate),
        Collections.singletonMap("threshold", value));
  }
}
