package dev.keepstep.core.decide;

import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Nothing lives: wait, or record the next attempt. */
final class NextAttempt {
  private final Settings settings;
  private final Chooser chooser;

  NextAttempt(Settings settings, Chooser chooser) {
    this.settings = settings;
    this.chooser = chooser;
  }

  Optional<Decision> next(Snapshot s) {
    return Optional.of(
        backOff(s)
            .orElseGet(
                () ->
                    switch (chooser.wish(s)) {
                      case Wish.Idle idle ->
                          new Decision.Wait(Optional.of(idle.until()), idle.reason());
                      case Wish.On on ->
                          new Decision.RecordAttempt(
                              s.nextNumber(), on.place(), false, reason(s, on));
                    }));
  }

  private Optional<Decision> backOff(Snapshot s) {
    Tally tally = s.tally();
    Duration wait = settings.backoff().after(tally);
    Optional<Attempt> last = s.lastEnded();
    if (wait.isZero() || last.isEmpty()) {
      return Optional.empty();
    }
    Attempt.State.Ended ended = (Attempt.State.Ended) last.get().state();
    Instant until = ended.at().plus(wait);
    if (!until.isAfter(s.now())) {
      return Optional.empty();
    }
    Reason reason =
        tally.storageStreak() > 0
            ? Reason.of(
                Reason.Code.STORAGE_UNAVAILABLE,
                "storage was not to be had %d times in a row; again %s after attempt %d",
                tally.storageStreak(),
                Words.of(wait),
                last.get().number())
            : Reason.of(
                Reason.Code.BACK_OFF,
                "%s; the next attempt %s after it",
                ended.how().end().words(),
                Words.of(wait));
    return Optional.of(new Decision.Wait(Optional.of(until), reason));
  }

  /** What happened, and then where the run goes now. */
  private static Reason reason(Snapshot s, Wish.On on) {
    Reason where = on.reason();
    Optional<Attempt> last = s.lastEnded();
    boolean tells =
        where.code() == Reason.Code.SPOT_REFUSED || where.code() == Reason.Code.DEADLINE;
    if (last.isEmpty()) {
      return Reason.of(
          tells ? where.code() : Reason.Code.FIRST_ATTEMPT,
          "%s: %s",
          on.place().words(),
          where.message());
    }
    EndOfAttempt end = ((Attempt.State.Ended) last.get().state()).how().end();
    Reason.Code code =
        tells
            ? where.code()
            : switch (end) {
              case EndOfAttempt.Interruption i ->
                  i.cause().planned() ? where.code() : Reason.Code.INTERRUPTED;
              case EndOfAttempt.EnvelopeMismatch _ -> Reason.Code.ENVELOPE_MISMATCH;
              default -> Reason.Code.RETRY;
            };
    return Reason.of(
        code,
        "%s: %s; attempt %d ended: %s",
        on.place().words(),
        where.message(),
        last.get().number(),
        end.words());
  }
}
