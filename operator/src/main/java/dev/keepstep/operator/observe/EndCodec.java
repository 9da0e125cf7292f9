package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.AttemptStatus.End;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndOfAttempt.Completed;
import dev.keepstep.core.decide.restart.EndOfAttempt.EnvelopeMismatch;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failed;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failure;
import dev.keepstep.core.decide.restart.EndOfAttempt.FailureKind;
import dev.keepstep.core.decide.restart.EndOfAttempt.Interruption;
import dev.keepstep.core.decide.restart.EndOfAttempt.StorageUnavailable;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.InterruptionCause;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How status keeps the end of an attempt, so that an operator that starts anew decides the same.
 */
public final class EndCodec {
  private EndCodec() {}

  /** The end as status keeps it. */
  public static End write(
      EndOfAttempt end,
      @Nullable Integer exitCode,
      @Nullable Long lastStep,
      @Nullable Long checkpointStep,
      Instant at) {
    return switch (end) {
      case Completed _ ->
          new End("Completed", null, "exit 0", exitCode, null, lastStep, checkpointStep, text(at));
      case Failed f ->
          new End(
              "Failed",
              f.cause().orElse(null),
              "exit " + f.code().code(),
              f.code().code(),
              null,
              lastStep,
              checkpointStep,
              text(at));
      case EnvelopeMismatch _ ->
          new End(
              "EnvelopeMismatch",
              null,
              "exit 65",
              exitCode,
              null,
              lastStep,
              checkpointStep,
              text(at));
      case StorageUnavailable s ->
          new End(
              "StorageUnavailable",
              s.cause().orElse(null),
              "exit 69",
              exitCode,
              null,
              lastStep,
              checkpointStep,
              text(at));
      case Failure f ->
          new End(
              "Failure",
              word(f.kind()),
              f.cause().orElse(null),
              f.exitCode().isPresent() ? Integer.valueOf(f.exitCode().getAsInt()) : exitCode,
              null,
              lastStep,
              checkpointStep,
              text(at));
      case Interruption i ->
          new End(
              "Interruption",
              i.cause().word(),
              i.decidingSign(),
              exitCode,
              i.landed().orElse(null),
              lastStep,
              checkpointStep,
              text(at));
    };
  }

  /** The end of an attempt, from status; empty while it has none. */
  public static Optional<EndedAttempt> read(AttemptStatus attempt) {
    End end = attempt.end();
    if (end == null) {
      return Optional.empty();
    }
    long before = orZero(attempt.checkpointStepBefore());
    long resumed = orElse(attempt.resumedAtStep(), before);
    return Optional.of(
        new EndedAttempt(
            attempt.number(),
            kind(end),
            resumed,
            orElse(end.lastStep(), resumed),
            before,
            orElse(end.checkpointStep(), before)));
  }

  private static EndOfAttempt kind(End end) {
    Optional<String> cause = Optional.ofNullable(end.cause());
    return switch (end.kind()) {
      case "Completed" -> new Completed();
      case "Failed" ->
          new Failed(
              Optional.ofNullable(end.exitCode())
                  .flatMap(ExitCode::of)
                  .orElse(ExitCode.BAD_CONFIGURATION),
              cause);
      case "EnvelopeMismatch" -> new EnvelopeMismatch();
      case "StorageUnavailable" -> new StorageUnavailable(cause);
      case "Failure" ->
          new Failure(
              Arrays.stream(FailureKind.values())
                  .filter(k -> word(k).equals(end.cause()))
                  .findFirst()
                  .orElse(FailureKind.EXIT),
              end.exitCode() == null ? OptionalInt.empty() : OptionalInt.of(end.exitCode()),
              Optional.ofNullable(end.sign()));
      default ->
          new Interruption(
              Arrays.stream(InterruptionCause.values())
                  .filter(c -> c.word().equals(end.cause()))
                  .findFirst()
                  .orElse(InterruptionCause.DISRUPTED),
              Optional.ofNullable(end.sign()).orElse("not recorded"),
              Optional.ofNullable(end.checkpointLanded()));
    };
  }

  /** What kind of failure, in one word. */
  public static String word(FailureKind kind) {
    return switch (kind) {
      case OUT_OF_MEMORY -> "OutOfMemory";
      case EXIT -> "Exit";
      case HUNG -> "Hung";
    };
  }

  private static String text(Instant at) {
    return Times.text(at);
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  private static long orElse(@Nullable Long value, long other) {
    return value == null ? other : value;
  }
}
