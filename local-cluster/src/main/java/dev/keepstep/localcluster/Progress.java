package dev.keepstep.localcluster;

import java.time.Duration;

/** Hears what is being done and what was done, one line each, for people who wait. */
@FunctionalInterface
public interface Progress {

  /** Says nothing. */
  Progress NONE = (line, elapsed) -> {};

  /** Writes each line to standard error. */
  Progress STDERR =
      (line, elapsed) -> System.err.printf("  %-78s %4d s%n", line, elapsed.toSeconds());

  /**
   * @param line what began or ended, such as {@code building components} or {@code built components
   *     in 240 s}
   * @param elapsed time since the whole began, of which this is a step
   */
  void on(String line, Duration elapsed);
}
