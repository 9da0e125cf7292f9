package dev.keepstep.core.checkpoint;

import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.proof.Digest;
import dev.keepstep.core.proof.Trail;
import dev.keepstep.core.proof.TrailEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A writer's own record of its bits, in files of JSON lines. The file in hand is written again with
 * each flush until it has {@link #LINES} lines, so that a run of days has dozens of files and not
 * thousands; a put is all or nothing, so no reader ever sees half of one, and only the writer
 * itself writes it. Safe for use by several threads.
 */
public final class TrailLog {
  /** Lines in a full file. */
  public static final int LINES = 4096;

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final int writer;
  private final List<String> lines = new ArrayList<>();
  private final Object flushing =
      new Object(); // not the lock of add, which must never wait for I/O
  private int file = 1;
  private int stored;

  public TrailLog(ObjectStore store, CheckpointKeys keys, int writer) {
    this.store = store;
    this.keys = keys;
    this.writer = writer;
  }

  /** Records a digest, in memory. */
  public TrailEntry digest(long step, String value) {
    return add(new TrailEntry(writer, step, TrailEntry.Kind.DIGEST, value));
  }

  /** Records a digest that tells tensors apart, in memory. */
  public TrailEntry digest(long step, Digest digest) {
    return add(
        new TrailEntry(writer, step, TrailEntry.Kind.DIGEST, digest.value(), digest.running()));
  }

  /** Records a fingerprint, in memory. */
  public TrailEntry fingerprint(long step, String value) {
    return add(new TrailEntry(writer, step, TrailEntry.Kind.FINGERPRINT, value));
  }

  /** Stores what was recorded; with each heartbeat. After a failure all of it is tried again. */
  public void flush() {
    synchronized (flushing) {
      while (true) {
        List<String> some = unflushed();
        if (some.isEmpty()) {
          return;
        }
        byte[] text = (String.join("\n", some) + "\n").getBytes(StandardCharsets.UTF_8);
        store.put(keys.trail(writer, file), text);
        flushed(some.size());
      }
    }
  }

  /** The lines of the file in hand, if it has any that are not stored. */
  private synchronized List<String> unflushed() {
    int count = Math.min(LINES, lines.size());
    return count > stored ? List.copyOf(lines.subList(0, count)) : List.of();
  }

  private synchronized void flushed(int count) {
    stored = count;
    if (count == LINES) {
      lines.subList(0, count).clear();
      stored = 0;
      file++;
    }
  }

  /**
   * All writers' trails. What cannot be read is named in {@link Trail#problems}: a trail is
   * evidence, and its damage is no reason not to train.
   */
  public static Trail readAll(ObjectStore store, CheckpointKeys keys) {
    List<TrailEntry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    record File(String key, int writer, String text) {}
    List<File> files =
        Parallel.map(
            CheckpointReader.PARALLEL,
            store.list(keys.trail()).keys().stream()
                .filter(key -> keys.parseTrail(key).isPresent())
                .toList(),
            key ->
                new File(
                    key,
                    keys.parseTrail(key).orElseThrow().writer(),
                    new String(store.get(key), StandardCharsets.UTF_8)));
    for (File file : files) {
      int number = 0;
      for (String line : file.text().lines().toList()) {
        number++;
        try {
          entries.add(TrailEntry.parse(file.writer(), line));
        } catch (JsonException e) {
          problems.add("%s, line %d: %s".formatted(file.key(), number, e.getMessage()));
        }
      }
    }
    return new Trail(entries, problems);
  }

  private synchronized TrailEntry add(TrailEntry entry) {
    lines.add(entry.toLine());
    return entry;
  }
}
