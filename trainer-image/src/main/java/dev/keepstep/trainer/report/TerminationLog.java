package dev.keepstep.trainer.report;

import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Leaves the termination message where Kubernetes, or whoever started the process, reads it. */
public final class TerminationLog {
  private final Path path;
  private final boolean wanted;

  public TerminationLog(Map<String, String> environment) {
    String other = environment.get(TrainerEnv.TERMINATION_LOG);
    path = Path.of(other == null ? TerminationMessage.PATH : other);
    // the kubelet makes the file; where there is none, nobody reads it
    wanted = other != null || Files.exists(path);
  }

  /** Writes the message. A file that cannot be written is no reason to end otherwise. */
  public void write(TerminationMessage message) {
    if (!wanted) {
      return;
    }
    try {
      Files.writeString(path, message.render());
    } catch (IOException e) {
      System.err.println("the termination message could not be written: " + e);
    }
  }
}
