package dev.keepstep.trainer.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CanaryTest {
  @BeforeAll
  static void portableKernels() {
    NativeEnvironment.chooseKernels(true);
  }

  /** Fails where the portable promise does not hold: that is what it is for. */
  @Test
  void thisMachineComputesTheReleasesBits() {
    assertThat(Canary.outOfTune(Canary.sing())).isEmpty();
  }

  @Test
  void aDifferenceIsNamed() {
    Map<String, String> hashes = new LinkedHashMap<>(Canary.sing());
    hashes.put("gemm", "0000000000000000");
    assertThat(Canary.outOfTune(hashes)).singleElement().asString().startsWith("gemm is 0000");
  }

  @Test
  void itLeavesNothingBehindThatChangesTheNextOne() {
    assertThat(Canary.sing()).isEqualTo(Canary.sing());
  }
}
