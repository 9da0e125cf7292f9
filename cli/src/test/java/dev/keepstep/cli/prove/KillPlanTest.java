package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.prove.Kill.How;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KillPlanTest {
  private static final long STEPS = 160;
  private static final long EPOCH = 20;

  @Test
  void theDefaultHasEveryWayToEndAnAttempt() {
    Set<How> hows =
        KillPlan.draw(1, "plain", 20, STEPS, EPOCH).runs().stream()
            .flatMap(List::stream)
            .map(Kill::how)
            .collect(Collectors.toSet());
    assertThat(hows).containsExactlyInAnyOrder(How.values());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5, 6, 20, 23, 1000})
  void asManyAsAskedForAndNeverMoreThanAFewInOneRun(int kills) {
    KillPlan plan = KillPlan.draw(1, "plain", kills, STEPS, EPOCH);
    assertThat(plan.kills()).isEqualTo(kills);
    assertThat(plan.runs()).allSatisfy(run -> assertThat(run).hasSizeBetween(1, KillPlan.PER_RUN));
  }

  @ParameterizedTest
  @CsvSource({"160,20", "160,2", "160,160", "10,5", "1000000,7"})
  void stepsLieInTheTrainingAndNeverFall(long steps, long epoch) {
    for (long seed = 0; seed < 50; seed++) {
      for (List<Kill> run : KillPlan.draw(seed, "any", 40, steps, epoch).runs()) {
        long last = 0;
        for (Kill kill : run) {
          assertThat(kill.step()).isBetween(last, steps);
          assertThat(kill.step() == steps).isEqualTo(kill.how() == How.LAST_STEP);
          last = kill.step();
        }
      }
    }
  }

  @Test
  void adjacentMeansAdjacentAndTheSameEpochTheSame() {
    for (long seed = 0; seed < 200; seed++) {
      for (List<Kill> run : KillPlan.draw(seed, "any", 20, STEPS, EPOCH).runs()) {
        for (int i = 1; i < run.size(); i++) {
          long before = run.get(i - 1).step();
          long at = run.get(i).step();
          if (run.get(i).how() == How.NEXT_STEP) {
            assertThat(at).isEqualTo(before + 1);
          } else if (run.get(i).how() == How.SAME_EPOCH) {
            assertThat(at).isGreaterThan(before);
            assertThat((at - 1) / EPOCH).isEqualTo((before - 1) / EPOCH);
          }
        }
      }
    }
  }

  /** Nothing can be killed while it restores where nothing was ever committed. */
  @Test
  void aRestoreIsKilledOnlyAfterACheckpointIsThereForCertain() {
    for (List<Kill> run : KillPlan.draw(3, "any", 40, STEPS, EPOCH).runs()) {
      List<How> hows = run.stream().map(Kill::how).toList();
      int restore = hows.indexOf(How.RESTORE);
      if (restore >= 0) {
        assertThat(hows.get(restore - 1)).isIn(How.TERM, How.CHECKPOINT_ANSWER);
      }
    }
  }

  @Test
  void theSameSeedKillsTheSameAndConfigurationsDiffer() {
    assertThat(KillPlan.draw(7, "plain", 20, STEPS, EPOCH))
        .isEqualTo(KillPlan.draw(7, "plain", 20, STEPS, EPOCH))
        .isNotEqualTo(KillPlan.draw(7, "often", 20, STEPS, EPOCH))
        .isNotEqualTo(KillPlan.draw(8, "plain", 20, STEPS, EPOCH));
  }

  @Test
  void furtherRunsAreDrawnAnew() {
    List<List<Kill>> rounds = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      rounds.add(KillPlan.again(7, "plain", round, 9, STEPS));
    }
    assertThat(rounds).doesNotHaveDuplicates().allSatisfy(run -> assertThat(run).hasSize(5));
  }

  @Test
  void whatCannotBePlannedIsRefused() {
    assertThatThrownBy(() -> KillPlan.draw(1, "plain", 5, 9, EPOCH))
        .hasMessage("no plan of 5 kills in 9 steps, 20 an epoch");
  }
}
