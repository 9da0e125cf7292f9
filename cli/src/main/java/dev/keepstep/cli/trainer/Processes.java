package dev.keepstep.cli.trainer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The trainers that run, so that none is left when the command ends early. */
public final class Processes implements AutoCloseable {
  private final Set<TrainerProcess> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Remembers a process; ends it at once if the command is ending. */
  public TrainerProcess register(TrainerProcess process) {
    running.add(process);
    if (closed) {
      process.close();
    }
    return process;
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(TrainerProcess::close);
  }
}
