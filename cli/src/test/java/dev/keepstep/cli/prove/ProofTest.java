package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.prove.EndState.Bits;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProofTest {
  private static Proved proved(int kills, Bits updater, long control, long replayedEqual) {
    return proved(
        kills,
        updater,
        Optional.of(new Proved.Control("dropout", 1, control, Optional.empty())),
        replayedEqual);
  }

  private static Proved proved(
      int kills, Bits updater, Optional<Proved.Control> control, long replayedEqual) {
    Configuration plain = Matrix.PROCESSES.all().getFirst();
    return new Proved(
        plain,
        2,
        Collections.nCopies(
            kills, new Proved.Resumed(1, new Landed(Kill.How.TERM.text(), 1, 60), 56)),
        1,
        new Bits(800, 0),
        updater,
        new Bits(900, 0),
        new Bits(80, 0),
        new Proved.Replay(5, replayedEqual),
        "ab".repeat(32),
        Map.of("machineOnlyAccuracy", "0.50000 (1/2)"),
        control,
        Duration.ofSeconds(3));
  }

  private static Proof of(Proved proved) {
    return new Proof("here", 7, 160, List.of(proved), Duration.ofSeconds(3));
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

  @Test
  void withoutAControlNothingIsClaimed() {
    Proof proof = of(proved(2, new Bits(1600, 0), Optional.empty(), 5));
    assertThat(proof.holds()).isFalse();
    assertThat(proof.identical()).isTrue();
    assertThat(proof.sentence()).contains("0 differing bits; no negative control was run");
    assertThat(proof.table().get(1)).contains("none run");
    assertThat(proof.configurations().getFirst().toJson())
        .containsEntry("negativeControlCaught", false)
        .containsEntry("negativeControl", null);
    assertThat(ProofReport.html(proof, "x")).contains("It does not hold.");

    Proved controlled = proved(2, new Bits(1600, 0), 4711, 5);
    Proved not = proof.configurations().getFirst();
    assertThat(new Proof("here", 7, 160, List.of(controlled, not), Duration.ZERO).sentence())
        .endsWith("1 of 1 negative controls caught, none run in 1 configuration");
  }
}
