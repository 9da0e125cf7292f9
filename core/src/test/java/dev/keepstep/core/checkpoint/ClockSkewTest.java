package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store's clock and this machine's are years apart: nothing comes out otherwise. */
class ClockSkewTest {
  private static InMemoryObjectStore store(int days) {
    InMemoryObjectStore store = new InMemoryObjectStore();
    store.advance(Duration.ofDays(days));
    return store;
  }

  /** Everything that two attempts left, but for the tokens that are drawn. */
  private static Map<String, String> life(InMemoryObjectStore store) {
    Fixtures.attempt(store, 1, 5); // dies before it has committed what comes next
    store.put(KEYS.part(new CheckpointId(7, 1), 0), new byte[9]);
    store.advance(Retention.UNFINISHED.plusSeconds(1));
    CrashContract.live(store, 2);
    Map<String, String> left = new TreeMap<>();
    store
        .contents()
        .forEach(
            (key, bytes) ->
                left.put(
                    key,
                    new String(bytes, StandardCharsets.ISO_8859_1)
                        .replaceAll("\"token\":\"[^\"]*\"", "")));
    return left;
  }

  @ParameterizedTest
  @ValueSource(ints = {-10_000, -1, 1, 10_000})
  void theSameIsRestoredKeptAndSweptWhateverTheMachinesClockSays(int days) {
    assertThat(life(store(days))).isEqualTo(life(store(0)));
  }

  @Test
  void theLifeOfTheTestSweepsSomething() {
    assertThat(life(store(0))).doesNotContainKey(KEYS.part(new CheckpointId(7, 1), 0));
  }
}
