package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final RunIdentity identity =
      new RunIdentity(7, 100, Map.of("batchSize", "64"), "mlp/1", "abcd", Optional.empty());

  @Test
  void itIsWrittenOnceAndFoundAgain() {
    RunIdentity.establish(store, KEYS, identity);
    byte[] first = store.get(KEYS.run());

    assertThatCode(() -> RunIdentity.establish(store, KEYS, identity)).doesNotThrowAnyException();
    assertThat(store.get(KEYS.run())).isEqualTo(first);
    assertThat(RunIdentity.read(first)).isEqualTo(identity);
  }

  @Test
  void anotherIsRefusedNamingWhatDiffersWithBothValues() {
    RunIdentity.establish(store, KEYS, identity);
    RunIdentity other =
        new RunIdentity(
            8, 100, Map.of("batchSize", "32", "lr", "0.1"), "mlp/1", "abcd", Optional.of("x"));

    assertThatThrownBy(() -> RunIdentity.establish(store, KEYS, other))
        .isInstanceOf(RunIdentity.Mismatch.class)
        .hasMessage(
            "the prefix \"team/run\" belongs to another run, whose seed is 7, this job's is 8;"
                + " parameters.batchSize is \"64\", this job's is \"32\"; parameters.lr is unset,"
                + " this job's is \"0.1\"; parent is unset, this job's is \"x\": use another prefix,"
                + " or delete what is there");
  }

  @Test
  void anUnreadableOneIsRefused() {
    store.put(KEYS.run(), new byte[] {'{'});

    assertThatThrownBy(() -> RunIdentity.establish(store, KEYS, identity))
        .isInstanceOf(RunIdentity.Mismatch.class)
        .hasMessageContaining("cannot read");
  }
}
