package dev.keepstep.operator.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The operator's log as whoever runs it reads it: the lines that its logger and its threads write
 * to standard output and error. An operator in this JVM writes them itself; one in another process
 * has its log printed, each line after the process's name.
 */
public final class OperatorLog {
  private static final Pattern WARNS =
      Pattern.compile("^(?:[\\w-]+: )?\\d{4}-\\d\\d-\\d\\dT\\S+Z (?:WARN|ERROR) ");
  private static final Pattern TELLS =
      Pattern.compile("^(?:[\\w-]+: )?\\d{4}-\\d\\d-\\d\\dT\\S+Z [A-Z]+ ");
  private static final Pattern TRACE =
      Pattern.compile("^(?:[\\w-]+: )?(?:\\s+at \\S+\\(.*\\)|Exception in thread .*)$");

  private static final List<String> LINES = new ArrayList<>();
  private static final Set<String> RETIRED = ConcurrentHashMap.newKeySet();
  private static boolean listening;

  private OperatorLog() {}

  /** From now on everything that is printed is noted as well. */
  static void listen() {
    synchronized (LINES) {
      if (!listening) {
        listening = true;
        System.setOut(new PrintStream(new Ear(System.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Ear(System.err), true, StandardCharsets.UTF_8));
      }
      LINES.clear();
    }
  }

  /**
   * What is said of this namespace from now on is no news: its operator is stopped, or dead, and
   * what it still had in hand fails.
   */
  public static void retire(String namespace) {
    RETIRED.add(namespace);
  }

  /** What was printed since {@link #listen}. */
  static List<String> lines() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }

  static List<String> troubles(List<String> lines, List<Pattern> declared) {
    return troubles(lines, declared, List.of());
  }

  /**
   * The warnings, errors and stack traces among the lines.
   *
   * @param declared what is found in the first line of one of them is no trouble, but a stack trace
   *     is
   * @param traced what is found there is no trouble with a stack trace either
   * @return each with the lines that belong to it
   */
  static List<String> troubles(List<String> lines, List<Pattern> declared, List<Pattern> traced) {
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
      List<Pattern> fitting = trace ? traced : declared;
      if (trouble && fitting.stream().noneMatch(p -> p.matcher(first).find())) {
        troubles.add(trace ? String.join("\n", whole) : first);
      }
      i = end - 1;
    }
    return troubles;
  }

  /** Passes on what is printed, and notes it line by line. */
  private static final class Ear extends OutputStream {
    private final PrintStream to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Ear(PrintStream to) {
      this.to = to;
    }

    @Override
    public synchronized void write(int b) {
      to.write(b);
      note(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      to.write(bytes, offset, length);
      for (int i = offset; i < offset + length; i++) {
        note(bytes[i]);
      }
    }

    private void note(int b) {
      if (b != '\n') {
        line.write(b);
        return;
      }
      String whole = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (RETIRED.stream().noneMatch(whole::contains)) {
        synchronized (LINES) {
          LINES.add(whole);
        }
      }
    }

    @Override
    public void flush() {
      to.flush();
    }
  }
}
