package dev.keepstep.cli.compare;

import dev.keepstep.core.proof.Metric;
import dev.keepstep.core.proof.MetricDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A comparison as JUnit XML. The metrics are core's cases; the bits, where they count, are a case
 * of their own, so that CI shows them beside the metrics.
 */
final class JunitXml {
  private static final String SUITE = "keepstep.metrics";

  private JunitXml() {}

  static String of(Comparison comparison) {
    List<MetricDiff.Row> rows = new ArrayList<>(comparison.diff().rows());
    if (comparison.bits()) {
      // one run of one, with these bits: k is whether it is so
      long same = comparison.sameBits().orElse(false) ? 1 : 0;
      String name = "parameters and updater state";
      rows.add(
          new MetricDiff.Row(
              name, Optional.of(new Metric(name, 1, 1)), Optional.of(new Metric(name, same, 1))));
    }
    return new MetricDiff(rows).junitXml(SUITE);
  }
}
