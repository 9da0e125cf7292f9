package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Crash;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Fault;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In memory, where a day passes in no time. */
class CrashAtEveryPutTest extends CrashContract {
  @Override
  protected ObjectStore emptyStore() {
    return new InMemoryObjectStore();
  }

  /** Also with a day between the attempts: then what the first left half done is swept up. */
  @ParameterizedTest
  @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
  void nothingUnfinishedIsLeftForEver(Fault fault) {
    CrashingObjectStore counting = CrashingObjectStore.counting(new InMemoryObjectStore());
    live(counting, 1);
    for (int k = 1; k <= counting.writes(); k++) {
      InMemoryObjectStore store = new InMemoryObjectStore();
      try {
        live(CrashingObjectStore.failing(store, k, fault), 1);
      } catch (Crash e) {
        // as planned
      }
      store.advance(Retention.UNFINISHED.plusSeconds(1));
      live(store, 2);
      CheckpointId last = Inventory.of(store, KEYS).folders().getFirst().id();
      new Retention(store, KEYS, 1).apply(last, new Writers(store, KEYS).highest().orElseThrow());

      assertThat(Inventory.of(store, KEYS).folders())
          .as("write %d", k)
          .hasSize(1)
          .allMatch(Inventory.Folder::committed);
    }
  }
}
