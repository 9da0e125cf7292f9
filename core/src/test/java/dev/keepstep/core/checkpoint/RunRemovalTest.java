package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Crash;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Fault;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunRemovalTest {
  private static final String UID = Fixtures.writer(1, Optional.empty()).jobUid();

  private static InMemoryObjectStore run() {
    InMemoryObjectStore store = new InMemoryObjectStore();
    CrashContract.live(store, 1);
    CrashContract.live(store, 2);
    store.put(KEYS.left(2), new byte[1]);
    store.put(KEYS.result("model.zip"), new byte[5]);
    return store;
  }

  @Test
  void nothingOfTheRunIsLeftAndNothingElseIsTouched() {
    InMemoryObjectStore store = run();
    List<String> others =
        List.of("team/run.json", "team/run-2/run.json", KEYS.prefix() + "/notes.txt");
    others.forEach(key -> store.put(key, new byte[1]));

    RunRemoval.Outcome outcome = new RunRemoval(store, KEYS).remove(UID);

    assertThat(store.contents()).containsOnlyKeys(others);
    assertThat(((RunRemoval.Outcome.Removed) outcome).bytes()).isGreaterThan(13 << 10);
  }

  @Test
  void ofARunThatAnotherJobHasTakenOverNothingIsDeleted() {
    InMemoryObjectStore store = run();
    int before = store.contents().size();

    assertThat(new RunRemoval(store, KEYS).remove("uid-of-the-deleted"))
        .isEqualTo(new RunRemoval.Outcome.TakenOver(UID));

    assertThat(store.contents()).hasSize(before);
  }

  @Test
  void whereThereIsNothingThereIsNothingToDo() {
    assertThat(new RunRemoval(new InMemoryObjectStore(), KEYS).remove(UID))
        .isEqualTo(new RunRemoval.Outcome.Removed(0, 0));
  }

  /** Whatever is left can be restored from or is no checkpoint, and the next call finishes. */
  @ParameterizedTest
  @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
  void itMayDieAnywhereAndGoesOn(Fault fault) {
    CrashingObjectStore counting = CrashingObjectStore.counting(run());
    new RunRemoval(counting, KEYS).remove(UID);
    for (int k = 1; k <= counting.writes(); k++) {
      InMemoryObjectStore store = run();
      boolean died = false;
      try {
        new RunRemoval(CrashingObjectStore.failing(store, k, fault), KEYS).remove(UID);
      } catch (Crash e) {
        died = true;
      }
      assertThat(died).as("delete %d", k).isTrue();
      RestoreOutcome left = new CheckpointReader(store, KEYS).restore(Fixtures.tensors());
      assertThat(left.skipped()).as("delete %d: half a checkpoint", k).isEmpty();
      assertThat(left instanceof Restored).isEqualTo(k == 1 && fault == Fault.CRASH_BEFORE);

      new RunRemoval(store, KEYS).remove(UID);

      assertThat(store.contents()).as("delete %d", k).isEmpty();
    }
  }
}
