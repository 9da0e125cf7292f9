package dev.keepstep.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear scale from values to pixels, with ticks at round numbers.
 *
 * @param from the value at {@code start}
 * @param to the value at {@code end}, more than {@code from}
 * @param start a pixel
 * @param end another; may be the lesser one, as on a y axis
 */
record Axis(double from, double to, double start, double end) {
  private static final double[] ROUND = {1, 2, 2.5, 5, 10};

  Axis {
    if (!(to > from)) {
      throw new IllegalArgumentException("an axis from " + from + " to " + to + " has no length");
    }
  }

  double at(double value) {
    return start + (value - from) / (to - from) * (end - start);
  }

  /** About {@code wanted} round values within the axis. */
  List<Double> ticks(int wanted) {
    double rough = (to - from) / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double round : ROUND) {
      step = round * power;
      if (step >= rough) {
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (double tick = Math.ceil(from / step) * step; tick <= to + step * 1e-9; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  /** A tick's number without a tail of digits: 0.30000000000000004 is 0.3. */
  static String label(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
