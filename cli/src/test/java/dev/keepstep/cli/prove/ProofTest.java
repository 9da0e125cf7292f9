package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.prove.EndState.Bits;
import dev.keepstep.cli.prove.KilledRun.Landed;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProofTest {
  private static Proved proved(int kills, Bits updater, long control, long replayedEqual) {
    Configuration plain = Matrix.all().getFirst();
    return new Proved(
        plain,
        2,
        Collections.nCopies(kills, new Proved.Resumed(1, new Landed(Kill.How.TERM, 1, 60), 56)),
        1,
        new Bits(800, 0),
        updater,
        new Bits(900, 0),
        new Bits(80, 0),
        new Proved.Replay(5, replayedEqual),
        "ab".repeat(32),
        Map.of("machineOnlyAccuracy", "0.50000 (1/2)"),
        new Proved.Control("dropout", 1, control, Optional.empty()),
        Duration.ofSeconds(3));
  }

  private static Proof of(Proved proved) {
    return new Proof(7, 160, List.of(proved), Duration.ofSeconds(3));
  }

  @Test
  void aProofHoldsIfNothingDiffersAndTheControlDoes() {
    Proof proof = of(proved(2, new Bits(1600, 0), 4711, 5));
    assertThat(proof.holds()).isTrue();
    assertThat(proof.sentence())
        .isEqualTo("2 kills in 1 configuration: 0 differing bits; 1 of 1 negative controls caught");
    assertThat(proof.toJson()).containsEntry("identical", true).containsKey("configurations");
    assertThat(proof.configurations().getFirst().toJson())
        .containsEntry("name", "plain")
        .containsEntry("kills", 2)
        .containsEntry("differingBits", 0L)
        .containsEntry("negativeControlCaught", true)
        .containsEntry("recomputedSteps", 8L);
    assertThat(proof.table().get(1)).last().isEqualTo("identical");
  }

  @Test
  void oneBitOfTheUpdaterIsEnoughForItNotToHold() {
    Proof proof = of(proved(2, new Bits(1600, 1), 4711, 5));
    assertThat(proof.holds()).isFalse();
    assertThat(proof.identical()).isFalse();
    assertThat(proof.table().get(1)).last().isEqualTo("FAILED");
    assertThat(ProofReport.html(proof, "./keepstep prove")).contains("It does not hold.");
  }

  @Test
  void aControlThatWasMissedAKillThatDidNotLandOrAStepThatDifferedSpoilIt() {
    assertThat(of(proved(2, new Bits(1600, 0), 0, 5)).holds()).as("control").isFalse();
    assertThat(of(proved(1, new Bits(1600, 0), 4711, 5)).holds()).as("kills").isFalse();
    assertThat(of(proved(2, new Bits(1600, 0), 4711, 4)).holds()).as("replay").isFalse();
  }
}
