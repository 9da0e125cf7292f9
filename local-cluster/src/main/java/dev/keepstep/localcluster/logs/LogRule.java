package dev.keepstep.localcluster.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which lines of a log are trouble: warnings, errors and stack traces that nobody declares. Lines
 * begin with the time in UTC and the level, after the name of whoever said it if there are several.
 */
public final class LogRule {
  private static final Pattern WARNS =
      Pattern.compile("^(?:[\\w-]+: )?\\d{4}-\\d\\d-\\d\\dT\\S+Z (?:WARN|ERROR) ");
  private static final Pattern TELLS =
      Pattern.compile("^(?:[\\w-]+: )?\\d{4}-\\d\\d-\\d\\dT\\S+Z [A-Z]+ ");
  private static final Pattern TRACE =
      Pattern.compile("^(?:[\\w-]+: )?(?:\\s+at \\S+\\(.*\\)|Exception in thread .*)$");

  private LogRule() {}

  /** Whether a line is the first of what a logger or a dying thread says: a trace follows it. */
  public static boolean begins(String line) {
    return TELLS.matcher(line).find() || line.startsWith("Exception in thread ");
  }

  /**
   * The warnings, errors and stack traces among the lines that are not declared.
   *
   * @return each with the lines that belong to it
   */
  public static List<String> troubles(List<String> lines, List<Declared> declared) {
    List<String> troubles = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String first = lines.get(i);
      int end = i + 1;
      while (end < lines.size() && !TELLS.matcher(lines.get(end)).find()) {
        end++;
      }
      if (!TELLS.matcher(first).find()) {
        end = i + 1; // not of the logger: each line speaks for itself
      }
      List<String> whole = lines.subList(i, end);
      boolean trace = whole.stream().anyMatch(l -> TRACE.matcher(l).find());
      boolean trouble = WARNS.matcher(first).find() || trace;
      // a warning may be declared, a stack trace hardly ever: it is nothing that people can act on
      if (trouble && declared.stream().noneMatch(d -> d.fits(first, trace))) {
        troubles.add(trace ? String.join("\n", whole) : first);
      }
      i = end - 1;
    }
    return troubles;
  }
}
