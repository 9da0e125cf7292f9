package dev.keepstep.cli.trainer;

import dev.keepstep.core.contract.TerminationMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt as a process: where it is, as it says on its output, and the signals that end it.
 * Safe for use by several threads.
 */
public final class TrainerProcess implements AutoCloseable {
  /** What can be sent to it. */
  public enum Signal {
    KILL,
    TERM,
    STOP,
    CONT
  }

  /**
   * How it ended.
   *
   * @param code the exit code; 128 and the signal's number if a signal ended it
   * @param message its termination message, if it left one
   * @param lastLines of its output, at most {@link #KEPT}
   */
  public record Ended(int code, Optional<TerminationMessage> message, List<String> lastLines) {
    public Ended {
      lastLines = List.copyOf(lastLines);
    }

    /** For people: the trainer's own sentence, or the last that it printed. */
    public String said() {
      return message
          .map(TerminationMessage::message)
          .orElseGet(() -> lastLines.isEmpty() ? "nothing" : lastLines.getLast());
    }
  }

  /** Lines of output that are kept. */
  static final int KEPT = 40;

  /** The exit code of a process that SIGKILL ended. */
  public static final int KILLED = 137;

  private static final Pattern STEP =
      Pattern.compile("^step (\\d+)/\\d+ .* checkpoint (\\d+|none)$");
  private static final Pattern TRAINING = Pattern.compile("^training from step (\\d+) .*");

  private final Process process;
  private final Path folder;
  private final Thread reader;
  private final Deque<String> lines = new ArrayDeque<>();
  private OptionalLong resumedAt = OptionalLong.empty();
  private long step;
  private boolean committed;
  private boolean silent;

  TrainerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /** The step that it trains from; empty: it does not train yet. */
  public synchronized OptionalLong resumedAt() {
    return resumedAt;
  }

  /** The last step that it has said to have done, 0 before the first. */
  public synchronized long step() {
    return Math.max(step, resumedAt.orElse(0));
  }

  /**
   * Waits until it has trained to a step, or has nothing more to say.
   *
   * @return whether it is there
   */
  public boolean awaitStep(long wanted) throws InterruptedException {
    return await(() -> resumedAt.isPresent() && step() >= wanted);
  }

  /**
   * Waits until it has said that a checkpoint is committed, or has nothing more to say.
   *
   * @return whether one is
   */
  public boolean awaitCheckpoint() throws InterruptedException {
    return await(() -> committed);
  }

  /** Waits until what it says makes something true, or it has nothing more to say. */
  synchronized boolean await(BooleanSupplier there) throws InterruptedException {
    while (!there.getAsBoolean() && !silent) {
      wait();
    }
    return there.getAsBoolean();
  }

  /** Sends a signal. One that comes too late is no error. */
  public void send(Signal signal) {
    switch (signal) {
      case KILL -> process.destroyForcibly();
      case TERM -> process.destroy();
      case STOP, CONT -> stopOrContinue(signal);
    }
  }

  private void stopOrContinue(Signal signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its number on this machine, while it runs. */
  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  public Ended await() throws InterruptedException {
    int code = process.waitFor();
    reader.join();
    Optional<TerminationMessage> message = Optional.empty();
    try {
      Path log = folder.resolve(TrainerRun.TERMINATION_LOG);
      if (Files.exists(log)) {
        message = TerminationMessage.parse(Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    synchronized (this) {
      return new Ended(code, message, new ArrayList<>(lines));
    }
  }

  /** Whether a line that was kept contains a text. */
  public synchronized boolean said(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /** Ends it at once, if it has not ended. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        heard(line);
      }
    } catch (IOException e) {
      // it was killed in the middle of a line
    }
    synchronized (this) {
      silent = true;
      notifyAll();
    }
  }

  private synchronized void heard(String line) {
    Matcher at = STEP.matcher(line);
    if (at.matches()) {
      step = Long.parseLong(at.group(1));
      committed = !at.group(2).equals("none");
    } else {
      Matcher from = TRAINING.matcher(line);
      if (from.matches()) {
        resumedAt = OptionalLong.of(Long.parseLong(from.group(1)));
      }
      // steps are not kept: they would leave no room for what matters when something fails
      lines.add(line);
      if (lines.size() > KEPT) {
        lines.remove();
      }
    }
    notifyAll();
  }
}
