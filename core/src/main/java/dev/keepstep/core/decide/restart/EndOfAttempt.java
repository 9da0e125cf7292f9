package dev.keepstep.core.decide.restart;

import dev.keepstep.core.contract.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How an attempt ended. {@link #classify} is the table "What counts as what" of the design, from
 * the most telling sign to the least: what the trainer itself says by its exit code, then what
 * Kubernetes says of the pod, then what is known of the node.
 */
public sealed interface EndOfAttempt {

  /** One sentence with the sign that decided, for status and events. */
  String words();

  /** All steps are done. */
  record Completed() implements EndOfAttempt {
    @Override
    public String words() {
      return "completed (exit 0)";
    }
  }

  /**
   * Another attempt would end the same way: the job has failed.
   *
   * @param code {@link ExitCode#BAD_CONFIGURATION} or {@link ExitCode#REPLAY_MISMATCH}
   * @param cause the termination message's word
   */
  record Failed(ExitCode code, Optional<String> cause) implements EndOfAttempt {
    @Override
    public String words() {
      return withCause("exit %d: %s".formatted(code.code(), code.meaning()), cause);
    }
  }

  /** The node cannot give the run's bits; another may. Counts for nothing. */
  record EnvelopeMismatch() implements EndOfAttempt {
    @Override
    public String words() {
      return "exit 65: " + ExitCode.ENVELOPE_MISMATCH.meaning();
    }
  }

  /** Storage is unreachable or refuses. Counts for nothing, and is retried with back-off. */
  record StorageUnavailable(Optional<String> cause) implements EndOfAttempt {
    @Override
    public String words() {
      return withCause("exit 69: " + ExitCode.STORAGE_UNAVAILABLE.meaning(), cause);
    }
  }

  /** The training's own fault: retried within {@code limits.failures}. */
  record Failure(FailureKind kind, OptionalInt exitCode, Optional<String> cause)
      implements EndOfAttempt {
    @Override
    public String words() {
      String exit = exitCode.isPresent() ? " (exit " + exitCode.getAsInt() + ")" : "";
      return withCause(kind.words() + exit, cause);
    }
  }

  /**
   * Not the training's fault.
   *
   * @param decidingSign the very sign that decided: a taint's key, a condition's reason, an exit
   *     code
   * @param landed whether the checkpoint on the way out was committed; empty if nobody can tell
   */
  record Interruption(InterruptionCause cause, String decidingSign, Optional<Boolean> landed)
      implements EndOfAttempt {
    @Override
    public String words() {
      String checkpoint =
          landed.map(l -> l ? ", checkpoint committed" : ", no checkpoint committed").orElse("");
      return cause.word() + " (" + decidingSign + ")" + checkpoint;
    }
  }

  /** What kind of failure. */
  enum FailureKind {
    OUT_OF_MEMORY("out of memory: the container was OOMKilled"),
    EXIT("the trainer failed"),
    HUNG("hung: heartbeats came, the step did not move");

    private final String words;

    FailureKind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Exit codes of a process that was killed (SIGKILL, SIGTERM) or whose end nobody saw. */
  Set<Integer> KILLED = Set.of(137, 143, 255);

  /**
   * Says how an attempt ended.
   *
   * @param signs what was observed
   * @param nodeGrace how long a node may be not ready, unreachable or out of service before its
   *     pods count as lost
   * @return empty while there is no positive evidence that it has ended: what cannot be seen has
   *     not failed
   */
  static Optional<EndOfAttempt> classify(EndSigns signs, Duration nodeGrace) {
    if (signs.stopped().filter(s -> s == StopCause.HUNG).isPresent() && over(signs, nodeGrace)) {
      return Optional.of(new Failure(FailureKind.HUNG, signs.exitCode(), signs.cause()));
    }
    if (signs.exitCode().isPresent()) {
      return Optional.of(byExit(signs.exitCode().getAsInt(), signs, nodeGrace));
    }
    if (!over(signs, nodeGrace)) {
      return Optional.empty();
    }
    if (signs.oomKilled()) {
      return Optional.of(oom(signs));
    }
    Optional<Interruption> outside = outside(signs, nodeGrace, Optional.empty());
    if (outside.isPresent()) {
      return Optional.of(outside.get());
    }
    return Optional.of(
        signs.pod() == PodState.TERMINAL
            ? new Interruption(
                InterruptionCause.REJECTED, "pod ended, no container did", Optional.empty())
            : new Interruption(InterruptionCause.DELETED, "pod gone", Optional.empty()));
  }

  private static EndOfAttempt byExit(int exit, EndSigns signs, Duration nodeGrace) {
    Optional<ExitCode> code = ExitCode.of(exit);
    if (code.isPresent()) {
      switch (code.get()) {
        case DONE:
          return new Completed();
        case BAD_CONFIGURATION, REPLAY_MISMATCH:
          return new Failed(code.get(), signs.cause());
        case ENVELOPE_MISMATCH:
          return new EnvelopeMismatch();
        case STORAGE_UNAVAILABLE:
          return new StorageUnavailable(signs.cause());
        case INTERRUPTED_COMMITTED, INTERRUPTED_UNCOMMITTED:
          Optional<Boolean> landed = Optional.of(code.get() == ExitCode.INTERRUPTED_COMMITTED);
          return outside(signs, nodeGrace, landed)
              .or(() -> deleted(signs, landed))
              .orElse(new Interruption(InterruptionCause.SIGNALLED, "exit " + exit, landed));
        case FAILURE:
          break;
      }
    }
    if (signs.oomKilled()) {
      return oom(signs);
    }
    if (KILLED.contains(exit)) {
      // the process is dead, so a node in trouble needs no grace to explain it
      Optional<Interruption> killed =
          outside(signs, Duration.ZERO, Optional.empty())
              .or(() -> deleted(signs, Optional.empty()));
      if (killed.isPresent()) {
        return killed.get();
      }
    }
    // Kubernetes sets DisruptionTarget on living pods only, so the disruption came first and the
    // exit code is how the program took it. A notice or a deletion may have come after the exit.
    if (signs.disruption().isPresent()) {
      return disrupted(signs.disruption().get(), Optional.empty());
    }
    return new Failure(FailureKind.EXIT, OptionalInt.of(exit), signs.cause());
  }

  /** Whether there is evidence that no process of the attempt runs any more. */
  private static boolean over(EndSigns signs, Duration nodeGrace) {
    return signs.exitCode().isPresent()
        || signs.pod() == PodState.GONE
        || signs.pod() == PodState.TERMINAL
        || signs.rebooted()
        || nodeLost(signs, nodeGrace);
  }

  private static boolean nodeLost(EndSigns signs, Duration nodeGrace) {
    return switch (signs.node()) {
      case GONE -> true;
      case NOT_READY, UNREACHABLE, OUT_OF_SERVICE -> signs.nodeStateAge().compareTo(nodeGrace) >= 0;
      case READY, UNKNOWN -> false;
    };
  }

  /** The interruption that came from outside the container, by the most telling sign. */
  private static Optional<Interruption> outside(
      EndSigns signs, Duration nodeGrace, Optional<Boolean> landed) {
    if (signs.stopped().isPresent() && signs.stopped().get() != StopCause.HUNG) {
      StopCause stop = signs.stopped().get();
      String sign =
          stop == StopCause.NOTICE && !signs.notices().isEmpty()
              ? signs.notices().iterator().next()
              : "stopped by Keepstep";
      return Optional.of(new Interruption(InterruptionCause.ofStop(stop), sign, landed));
    }
    if (!signs.notices().isEmpty()) {
      return Optional.of(
          new Interruption(InterruptionCause.RECLAIMED, signs.notices().iterator().next(), landed));
    }
    if (signs.disruption().isPresent()) {
      return Optional.of(disrupted(signs.disruption().get(), landed));
    }
    if (signs.rebooted()) {
      return Optional.of(new Interruption(InterruptionCause.REBOOTED, "boot ID changed", landed));
    }
    if (nodeLost(signs, nodeGrace)) {
      return Optional.of(
          new Interruption(InterruptionCause.NODE_LOST, signs.node().sign(), landed));
    }
    return Optional.empty();
  }

  private static Optional<Interruption> deleted(EndSigns signs, Optional<Boolean> landed) {
    return signs.deleting() || signs.pod() == PodState.GONE
        ? Optional.of(
            new Interruption(
                InterruptionCause.DELETED,
                signs.pod() == PodState.GONE ? "pod gone" : "pod deleted",
                landed))
        : Optional.empty();
  }

  private static Interruption disrupted(String reason, Optional<Boolean> landed) {
    return new Interruption(
        InterruptionCause.ofDisruption(reason), "DisruptionTarget " + reason, landed);
  }

  private static Failure oom(EndSigns signs) {
    return new Failure(FailureKind.OUT_OF_MEMORY, signs.exitCode(), signs.cause());
  }

  private static String withCause(String words, Optional<String> cause) {
    return cause.map(c -> words + " [" + c + "]").orElse(words);
  }
}
