package dev.keepstep.localcluster.logs;

import java.util.regex.Pattern;

/**
 * Lines that a test says are no trouble.
 *
 * @param line is found in the first of them
 * @param traced whether a stack trace may follow it
 */
public record Declared(Pattern line, boolean traced) {
  public static Declared by(MayLog annotation) {
    return new Declared(Pattern.compile(annotation.value()), annotation.traced());
  }

  /** Whether it speaks of lines that begin so. */
  boolean fits(String first, boolean trace) {
    return (traced || !trace) && line.matcher(first).find();
  }
}
