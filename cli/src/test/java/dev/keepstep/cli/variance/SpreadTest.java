package dev.keepstep.cli.variance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keepstep.cli.runs.Curves;
import dev.keepstep.cli.runs.MetricsFile;
import dev.keepstep.core.proof.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static SeedRun run(long seed, int right, String bits) {
    return new SeedRun(
        new MetricsFile(
            seed,
            20,
            bits.repeat(64),
            bits.repeat(64),
            List.of(new Metric("machineOnlyAccuracy", right, 100)),
            Map.of(),
            Optional.empty()),
        Curves.none());
  }

  @Test
  void theSpreadIsTheSamplesOwn() {
    Spread spread = new Spread("x", List.of(0.90, 0.92, 0.94));
    assertThat(spread.mean()).isCloseTo(0.92, within(1e-12));
    assertThat(spread.deviation()).isCloseTo(0.02, within(1e-12));
    assertThat(spread.hidden()).isCloseTo(0.05544, within(1e-5));
    assertThat(spread.says()).isEqualTo("0.92000 ± 0.02000");
  }

  @Test
  void theSameBitsTwiceAreRepeatableAndOthersAreAFault() {
    List<SeedRun> seeds = List.of(run(1, 90, "a"), run(2, 94, "b"));
    Variance good = new Variance(seeds, run(1, 90, "a"));
    assertThat(good.repeatable()).isTrue();
    assertThat(good.sentence())
        .contains("from 0.90000 to 0.94000", "the same seed twice moves it by 0");
    assertThat(VarianceReport.html(good, "x", Instant.EPOCH)).contains("<circle", "1 again");

    Variance faulty = new Variance(seeds, run(1, 90, "c"));
    assertThat(faulty.repeatable()).isFalse();
    assertThat(faulty.sentence()).contains("OTHER BITS");
  }
}
