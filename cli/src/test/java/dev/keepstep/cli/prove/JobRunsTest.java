package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.site.Examples;
import dev.keepstep.cli.site.InterruptionPlan.Kind;
import dev.keepstep.cli.site.InterruptionPlan.Planned;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRunsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 20, 10_000})
  void asManyAsAskedForWithNoticeAndWithoutInTurn(int kills) {
    List<List<Planned>> runs = JobRuns.plan(7, "plain", kills, JobRuns.LEAST_STEPS);
    assertThat(runs.stream().mapToInt(List::size).sum()).isEqualTo(kills);
    for (List<Planned> run : runs) {
      assertThat(run).hasSizeBetween(1, JobRuns.PER_RUN);
      for (int i = 0; i < run.size(); i++) {
        assertThat(run.get(i).kind()).isEqualTo(i % 2 == 0 ? Kind.NOTICE : Kind.KILL);
        assertThat(run.get(i).step()).isBetween(1L, JobRuns.LEAST_STEPS - 1);
      }
    }
  }

  @Test
  void theSameSeedLosesTheSameAndConfigurationsAndRunsDiffer() {
    List<List<Planned>> plan = JobRuns.plan(7, "plain", 8, 4000);
    assertThat(JobRuns.plan(7, "plain", 8, 4000)).isEqualTo(plan);
    assertThat(JobRuns.plan(8, "plain", 8, 4000)).isNotEqualTo(plan);
    assertThat(JobRuns.plan(7, "seldom", 8, 4000)).isNotEqualTo(plan);
    assertThat(plan.get(0)).isNotEqualTo(plan.get(1));
  }

  /** One that was done before its node went has lost nothing; what others took does not count. */
  @Test
  void onlyWhatWasTakenAndSeenToEndHasLanded() {
    assertThat(
            JobRuns.landed(
                Map.of(1, Kind.NOTICE, 4, Kind.KILL),
                List.of(Examples.NOTICED, Examples.LOST),
                kind -> "by " + kind))
        .containsExactly(new Landed("by NOTICE", 1, 141));
    assertThat(JobRuns.landed(Map.of(2, Kind.KILL), List.of(Examples.LOST), kind -> "by " + kind))
        .containsExactly(new Landed("by KILL", 2, 327));
  }
}
