package dev.keepstep.operator.observe;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a container said last that left no message of the contract: the tail of its log, which the
 * kubelet keeps (at most 2,048 bytes), or why the container could not be started.
 */
final class LastWords {
  private static final int MAX_CHARS = 300;

  /** The JVM's crash report, but for what is the same in each of them. */
  private static final Pattern CRASH =
      Pattern.compile(
          "A fatal error has been detected by the Java Runtime Environment"
              + "|There is insufficient memory for the Java Runtime Environment");

  private static final Pattern TELLING =
      Pattern.compile(
          "#\\s+((?:SIG|Native memory|Internal Error|Out of Memory|[CJVvjA] {1,2}\\[).*)");

  private LastWords() {}

  /** One line of at most 300 characters; empty if nothing was said. */
  static Optional<String> of(String said) {
    List<String> lines = said.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    if (CRASH.matcher(said).find()) {
      List<String> telling =
          lines.stream()
              .map(TELLING::matcher)
              .filter(java.util.regex.Matcher::matches)
              .map(m -> m.group(1))
              .toList();
      return Optional.of(cut("the JVM crashed: " + String.join(", ", telling)));
    }
    return Optional.of(cut(lines.getLast()));
  }

  private static String cut(String words) {
    return words.length() <= MAX_CHARS ? words : words.substring(0, MAX_CHARS - 1) + "…";
  }
}
