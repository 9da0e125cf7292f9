package dev.keepstep.operator.reconcile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A stage for each test, with a spot node in either of two zones; no operator yet. */
abstract class TwoSpotNodes {
  Stage stage;
  String spotA;
  String spotB;

  @BeforeEach
  void raise() {
    stage = new Stage();
    spotA = stage.node("spot-a", "spot", "zone-a");
    spotB = stage.node("spot-b", "spot", "zone-b");
  }

  @AfterEach
  void strike() {
    stage.close();
  }
}
