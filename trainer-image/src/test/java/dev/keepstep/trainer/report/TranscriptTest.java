package dev.keepstep.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final Transcript transcript =
      new Transcript(Clock.fixed(Instant.parse("2026-01-02T12:03:04.567Z"), ZoneOffset.UTC));

  private String stored() {
    return new String(store.get("log"), StandardCharsets.UTF_8);
  }

  @Test
  void whatWasSaidIsStoredWithItsTime() {
    transcript.add("training from step 0");
    transcript.flush(store, "log");
    transcript.add("step 5/10");
    transcript.flush(store, "log");
    assertThat(stored())
        .isEqualTo("2026-01-02T12:03:04Z training from step 0\n2026-01-02T12:03:04Z step 5/10\n");
  }

  @Test
  void nothingNewIsNotStoredAgain() {
    transcript.add("one");
    transcript.flush(store, "log");
    store.delete("log");
    transcript.flush(store, "log");
    assertThat(store.list("log").keys()).isEmpty();
  }

  @Test
  void ofAWordyAttemptTheNewestLinesAreKept() {
    for (int i = 0; i < 10_000; i++) {
      transcript.add("line %05d of an attempt that talks".formatted(i));
    }
    transcript.flush(store, "log");
    assertThat(stored())
        .hasSizeLessThan(Transcript.KEPT + 100)
        .startsWith("(")
        .endsWith("line 09999 of an attempt that talks\n");
    assertThat(stored().lines().findFirst().orElseThrow()).endsWith("earlier lines are not kept)");
  }
}
