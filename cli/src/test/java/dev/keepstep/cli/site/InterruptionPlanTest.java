package dev.keepstep.cli.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.site.InterruptionPlan.Kind;
import dev.keepstep.cli.site.InterruptionPlan.Planned;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class InterruptionPlanTest {
  @Test
  void noticesAndKillsTakeTurnsAndTheSameSeedGivesTheSamePlan() {
    InterruptionPlan plan = InterruptionPlan.draw(7, 4, 1000);
    assertThat(plan.interruptions())
        .extracting(Planned::kind)
        .containsExactly(Kind.NOTICE, Kind.KILL, Kind.NOTICE, Kind.KILL);
    assertThat(InterruptionPlan.draw(7, 4, 1000)).isEqualTo(plan);
    assertThat(InterruptionPlan.draw(8, 4, 1000)).isNotEqualTo(plan);
  }

  @Property
  void interruptionsLieInTheMiddleInOrderAndApart(
      @ForAll long seed,
      @ForAll @IntRange(max = 9) int count,
      @ForAll @LongRange(min = 300, max = 1_000_000_000_000L) long steps) {
    List<Planned> planned = InterruptionPlan.draw(seed, count, steps).interruptions();
    assertThat(planned).hasSize(count);
    long before = 0;
    for (Planned p : planned) {
      assertThat(p.step()).isBetween((long) (0.149 * steps), (long) (0.85 * steps));
      assertThat(p.step() - before).isGreaterThanOrEqualTo(2);
      before = p.step();
    }
  }

  @Test
  void moreThanFitAreRefusedWithTheMostThatDo() {
    assertThatThrownBy(() -> InterruptionPlan.draw(7, 22, 600))
        .isInstanceOf(UserError.class)
        .hasMessage("--interruptions 22 is out of range for 600 steps")
        .extracting(e -> ((UserError) e).mend().orElseThrow())
        .isEqualTo("0 to 21, or more --steps");
    assertThatThrownBy(() -> InterruptionPlan.draw(7, -1, 600)).isInstanceOf(UserError.class);
    assertThat(InterruptionPlan.draw(7, 21, 600).interruptions()).hasSize(21);
  }
}
