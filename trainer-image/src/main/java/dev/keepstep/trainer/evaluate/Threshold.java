package dev.keepstep.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The confidence from which on the machine's reading is taken without a person looking.
 *
 * @param value readings at or above it are taken; infinite if none is to be
 */
public record Threshold(float value) {
  /** Takes nothing: confidences end at 1. */
  public static final Threshold NONE = new Threshold(Float.POSITIVE_INFINITY);

  /**
   * The lowest threshold whose readings are right often enough: sorted by falling confidence, the
   * longest prefix whose accuracy is at least the target. A prefix ends only where the confidence
   * falls, since a threshold cannot part equals.
   *
   * <p>Worked, target 0.75: confidences .9 right, .8 right, .7 wrong, .6 right, .6 wrong have
   * prefix accuracies 1, 1, 2/3, (3/4 ends inside a tie), 3/5: the threshold is .8.
   *
   * @param calibration readings that are not those to be reported on
   * @param target share of right readings, from 0 to 1
   */
  public static Threshold choose(List<Judged> calibration, double target) {
    List<Judged> sorted = new ArrayList<>(calibration);
    sorted.sort(Comparator.comparingDouble(Judged::confidence).reversed());
    Threshold best = NONE;
    int correct = 0;
    for (int i = 0; i < sorted.size(); i++) {
      correct += sorted.get(i).correct() ? 1 : 0;
      boolean tieGoesOn =
          i + 1 < sorted.size() && sorted.get(i + 1).confidence() == sorted.get(i).confidence();
      if (!tieGoesOn && correct >= target * (i + 1)) {
        best = new Threshold(sorted.get(i).confidence());
      }
    }
    return best;
  }

  boolean takes(Judged judged) {
    return judged.confidence() >= value;
  }
}
