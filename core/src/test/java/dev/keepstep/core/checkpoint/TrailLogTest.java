package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.proof.ReplayVerdict;
import dev.keepstep.core.proof.Trail;
import dev.keepstep.core.proof.TrailEntry;
import org.junit.jupiter.api.Test;

class TrailLogTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @Test
  void allWritersTrailsAreReadTogether() {
    TrailLog first = new TrailLog(store, KEYS, 1);
    first.digest(16, "aaaaaaaa");
    first.fingerprint(20, "f".repeat(64));
    first.flush();
    first.digest(32, "bbbbbbbb");
    first.flush();
    first.flush();
    TrailLog second = new TrailLog(store, KEYS, 2);
    second.digest(32, "bbbbbbbb");
    second.flush();

    Trail trail = TrailLog.readAll(store, KEYS);

    assertThat(trail.entries()).hasSize(4);
    assertThat(trail.lastStep()).contains(32L);
    assertThat(trail.problems()).isEmpty();
    assertThat(trail.verdict()).isEqualTo(new ReplayVerdict.Same(1, 32, 32));
    assertThat(store.list(KEYS.trail()).keys()).containsExactly(KEYS.trail(1, 1), KEYS.trail(2, 1));
  }

  @Test
  void aFullFileIsLeftAndTheNextBegun() {
    TrailLog log = new TrailLog(store, KEYS, 1);
    for (int step = 1; step <= TrailLog.LINES * 2 + 5; step++) {
      log.digest(step, "%08x".formatted(step));
      if (step % 1000 == 0) {
        log.flush();
      }
    }
    log.flush();

    Trail trail = TrailLog.readAll(store, KEYS);

    assertThat(store.list(KEYS.trail()).objects()).hasSize(3);
    assertThat(trail.entries()).hasSize(TrailLog.LINES * 2 + 5);
    assertThat(trail.at(5000, TrailEntry.Kind.DIGEST).getFirst().value()).isEqualTo("00001388");
  }

  @Test
  void aFailedFlushLosesNothing() {
    TrailLog log =
        new TrailLog(
            CrashingObjectStore.failing(store, 1, CrashingObjectStore.Fault.ANSWER_LOST), KEYS, 1);
    log.digest(1, "00000001");
    try {
      log.flush();
    } catch (StorageFailure.Unavailable e) {
      // as planned
    }
    log.digest(2, "00000002");
    log.flush();

    assertThat(TrailLog.readAll(store, KEYS).entries()).hasSize(2);
  }

  @Test
  void aDamagedLineIsNamedAndTheRestIsRead() {
    store.put(KEYS.trail(3, 1), "{\"step\":1,\"digest\":\"00000001\"}\n{\"st\n".getBytes());

    Trail trail = TrailLog.readAll(store, KEYS);

    assertThat(trail.entries()).hasSize(1);
    assertThat(trail.problems()).singleElement().asString().contains(KEYS.trail(3, 1), "line 2");
  }
}
