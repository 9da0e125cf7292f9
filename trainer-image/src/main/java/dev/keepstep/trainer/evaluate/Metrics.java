package dev.keepstep.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well fields are read.
 *
 * @param machineOnlyAccuracy right readings of all
 * @param automationRate readings at or above the threshold of all
 * @param accuracyAtTarget right readings of those at or above the threshold
 * @param threshold as chosen on the calibration split
 */
public record Metrics(
    Share machineOnlyAccuracy, Share automationRate, Share accuracyAtTarget, Threshold threshold) {
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
        new Share(correct, test.size()),
        new Share(taken, test.size()),
        new Share(takenCorrect, taken),
        threshold);
  }

  /** By name, five decimals with k/n. */
  public Map<String, String> byName() {
    Map<String, String> byName = new LinkedHashMap<>();
    byName.put(MACHINE_ONLY, machineOnlyAccuracy.text());
    byName.put(ACCURACY, accuracyAtTarget.text());
    byName.put(AUTOMATION, automationRate.text());
    return byName;
  }
}
