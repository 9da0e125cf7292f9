package dev.keepstep.trainer.run;

import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.trainer.determinism.EnvelopeProbe;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Endings that say that this node is not the right one. */
final class Endings {
  private Endings() {}

  /** Somebody asked to stop; what that cost depends on what is committed. */
  static Ending interrupted(Progress progress) {
    long step = progress.step();
    if (progress.allCommitted()) {
      return Ending.of(
          ExitCode.INTERRUPTED_COMMITTED,
          "Interrupted",
          "interrupted at step %d, which is committed".formatted(step));
    }
    return Ending.of(
        ExitCode.INTERRUPTED_UNCOMMITTED,
        "Interrupted",
        step == 0
            ? "interrupted before the first checkpoint"
            : "interrupted, and step %d could not be committed in time".formatted(step));
  }

  /** ND4J did not load: a GPU that is not there, a CPU without the instructions. */
  static Ending notLoaded(@Nullable Throwable cause) {
    Throwable deepest = cause;
    while (deepest != null && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    if (EnvelopeProbe.builtForGpu()) {
      return Ending.of(
          ExitCode.ENVELOPE_MISMATCH,
          "NoGpu",
          "this image computes on a GPU, and none was found on this node: " + deepest);
    }
    return Ending.of(ExitCode.FAILURE, "Failure", "ND4J could not be loaded: " + deepest);
  }

  /** With both backends on a class path, ND4J falls back to the CPU with no more than a warning. */
  static void requireBackend(String loaded) {
    boolean cpu = loaded.equals("CpuBackend");
    if (EnvelopeProbe.builtForGpu() && cpu) {
      throw new Ending.Reached(
          Ending.of(
              ExitCode.ENVELOPE_MISMATCH,
              "NoGpu",
              "this image computes on a GPU, and ND4J found none on this node"));
    }
  }

  static Ending outOfTune(List<String> wrong) {
    return Ending.of(
        ExitCode.ENVELOPE_MISMATCH,
        "EnvelopeMismatch",
        "this node does not compute the portable kernels' bits: " + String.join("; ", wrong));
  }

  static Ending otherEnvelope(List<Envelope.Difference> differences) {
    return Ending.of(
        ExitCode.ENVELOPE_MISMATCH,
        "EnvelopeMismatch",
        "this node's envelope is not the run's: "
            + differences.stream()
                .map(Envelope.Difference::toString)
                .collect(Collectors.joining("; ")));
  }
}
