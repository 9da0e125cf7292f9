package dev.keepstep.cli.runs;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.proof.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What a run of 20 steps leaves that lost its first attempt at step 12 and resumed at 8. */
public final class TracesInBucket {
  public static final String PREFIX = "team/run";
  private static final Envelope ENVELOPE =
      new Envelope(
          "Portable",
          "linux-x86_64",
          1,
          Map.of("nd4j", "1.0"),
          "sha256:image",
          "extractor",
          Optional.empty(),
          Optional.empty());

  private TracesInBucket() {}

  /**
   * Puts them there.
   *
   * @param secondDigest what the second attempt computed at step 12; the first computed aaaaaaaa
   */
  public static void write(ObjectStore store, String secondDigest) {
    CheckpointKeys keys = new CheckpointKeys(PREFIX);
    RunIdentity.establish(
        store,
        keys,
        new RunIdentity(7, 20, Map.of("batchSize", "6"), "extractor", "d", Optional.empty()));
    Writers writers = new Writers(store, keys);
    writers.claim(writer(1, Optional.empty()));
    put(store, keys.result("curve/000001.jsonl"), curve(1, 12));
    put(store, keys.trail(1, 1), "{\"step\":12,\"digest\":\"aaaaaaaa\"}\n");
    writers.claim(writer(2, Optional.of(new CheckpointId(8, 1))));
    put(store, keys.result("curve/000002.jsonl"), curve(9, 20) + "{\"step\":2"); // cut off
    put(store, keys.trail(2, 1), "{\"step\":12,\"digest\":\"%s\"}\n".formatted(secondDigest));
  }

  private static WriterInfo writer(int attempt, Optional<CheckpointId> from) {
    return new WriterInfo("uid", attempt, "node-" + attempt, "sha256:image", ENVELOPE, from);
  }

  private static String curve(int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int step = from; step <= to; step++) {
      lines.append("{\"step\":%d,\"loss\":%s,\"millis\":100}%n".formatted(step, 1.0 / step));
    }
    return lines.append("{\"step\":%d,\"accuracy\":0.5}%n".formatted(to)).toString();
  }

  private static void put(ObjectStore store, String key, String text) {
    store.put(key, text.getBytes(StandardCharsets.UTF_8));
  }
}
