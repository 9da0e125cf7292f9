package dev.keepstep.cli.site;

import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.Words;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Tells what is being made ready: a line while it goes on, and one with its time when done. */
public final class Steps {
  /** Something that takes its time. */
  public interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  private final Output output;
  private final LiveLine live;

  public Steps(Output output, LiveLine live) {
    this.output = output;
    this.live = live;
  }

  /** Does something and tells it with the time it took. */
  public <T> T done(String word, String text, Work<T> work)
      throws IOException, InterruptedException {
    Instant began = Instant.now();
    working(text);
    T result = work.run();
    told(word, text, Duration.between(began, Instant.now()));
    return result;
  }

  /** Says what is being done, on a terminal only: it is told when it is done. */
  void working(String text) {
    if (output.terminal()) {
      live.show("  …           " + text, 0);
    }
  }

  /**
   * Says what is being done that takes minutes: off a terminal too, or silence would look like a
   * hang.
   */
  void workingLong(String text) {
    if (output.terminal()) {
      working(text);
    } else {
      told("building", text);
    }
  }

  /** Tells something that was done. */
  public void told(String word, String text, Duration took) {
    live.say("  %-11s %-66s %s".formatted(word, text, Words.duration(took)).stripTrailing());
  }

  /** Tells something of no length. */
  public void told(String word, String text) {
    live.say("  %-11s %s".formatted(word, text));
  }
}
