package dev.keepstep.operator.logs;

import dev.keepstep.localcluster.logs.LogRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The operator's log as whoever runs it reads it: the lines that its logger and its threads write
 * to standard output and error. An operator in this JVM writes them itself; one in another process
 * has its log printed, each line after the process's name.
 */
public final class OperatorLog {
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

  /** Passes on what is printed, and notes it line by line. */
  private static final class Ear extends OutputStream {
    private final PrintStream to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean retired;

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
      boolean ofRetired = RETIRED.stream().anyMatch(whole::contains);
      if (LogRule.begins(whole)) {
        retired = ofRetired; // else it is the trace of a line before, and goes with that
      }
      if (!retired && !ofRetired) {
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
