package dev.keepstep.trainer.report;

import dev.keepstep.core.checkpoint.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What an attempt printed, kept where it outlives the attempt: a container's log goes with its
 * node. Each line with the time in UTC; of an attempt that prints more than {@link #KEPT}
 * characters the newest are kept. Safe for use by several threads.
 */
public final class Transcript {
  /** Characters that are kept, about: a stored log stays small enough to be put again each time. */
  static final int KEPT = 128 * 1024;

  private final Clock clock;
  private final Deque<String> lines = new ArrayDeque<>();
  private int characters;
  private long added;
  private long dropped;
  private long stored;

  public Transcript(Clock clock) {
    this.clock = clock;
  }

  /** Keeps a line. */
  public synchronized void add(String line) {
    String timed = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + line;
    lines.add(timed);
    added++;
    characters += timed.length() + 1;
    while (characters > KEPT && lines.size() > 1) {
      characters -= lines.remove().length() + 1;
      dropped++;
    }
  }

  /** Stores it under {@code key} if anything is new. */
  public void flush(ObjectStore store, String key) {
    String text;
    long upTo;
    synchronized (this) {
      if (added == stored) {
        return;
      }
      upTo = added;
      text = text();
    }
    store.put(key, text.getBytes(StandardCharsets.UTF_8));
    synchronized (this) {
      stored = Math.max(stored, upTo);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder(characters + 64);
    if (dropped > 0) {
      text.append("(").append(dropped).append(" earlier lines are not kept)\n");
    }
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
