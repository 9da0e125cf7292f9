package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuarantineTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final Quarantine quarantine = new Quarantine(store, KEYS);
  private final CheckpointId id = new CheckpointId(10, 1);

  private Writers.Claim resume(int attempt) {
    return new Writers(store, KEYS).claim(Fixtures.writer(attempt, Optional.of(id)));
  }

  @Test
  void attemptsThatDiedWithoutProgressAreCounted() {
    Fixtures.attempt(store, 1, 10);
    resume(2);
    resume(3);

    assertThat(quarantine.attemptsWithoutProgress(id)).isEqualTo(2);
  }

  @Test
  void anAttemptThatCommittedIsNotOne() {
    Fixtures.attempt(store, 1, 10);
    Writers.Claim claim = resume(2);
    new CheckpointWriter(store, KEYS, claim).commit(Fixtures.snapshot(20));

    assertThat(quarantine.attemptsWithoutProgress(id)).isZero();
  }

  @Test
  void markingTwiceIsMarkingOnce() {
    Fixtures.attempt(store, 1, 10);

    quarantine.quarantine(id, "3 attempts died", 3);
    quarantine.quarantine(id, "4 attempts died", 4);

    assertThat(new String(store.get(KEYS.quarantined(id)))).contains("3 attempts died");
    assertThat(new CheckpointReader(store, KEYS).restore(Fixtures.tensors()).skipped())
        .containsExactly(new RestoreOutcome.Skipped(id, "it is quarantined"));
  }
}
