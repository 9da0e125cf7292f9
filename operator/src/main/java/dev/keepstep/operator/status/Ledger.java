package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.FailuresStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Changeover;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failed;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failure;
import dev.keepstep.operator.observe.EndCodec;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import dev.keepstep.operator.observe.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Interruptions and failures, counted apart, and how the run got over each. */
final class Ledger {
  private Ledger() {}

  /** Enters the end of an attempt. Keepstep's own moves and dropped standbys are no entries. */
  static void ended(
      StatusDraft draft, AttemptStatus attempt, SeenAttempt seen, EndOfAttempt end, Instant now) {
    switch (end) {
      case EndOfAttempt.Interruption i when !i.cause().planned() ->
          draft.interruptions = interrupted(draft.interruptions, attempt, seen, i, now);
      case Failure f ->
          draft.failures =
              failed(
                  draft.failures,
                  attempt,
                  EndCodec.word(f.kind()),
                  f.exitCode().isPresent() ? f.exitCode().getAsInt() : null,
                  message(seen, f),
                  now);
      case Failed f ->
          draft.failures =
              failed(
                  draft.failures,
                  attempt,
                  f.cause().orElse("Exit"),
                  f.code().code(),
                  message(seen, f),
                  now);
      default -> {}
    }
  }

  private static InterruptionsStatus interrupted(
      @Nullable InterruptionsStatus before,
      AttemptStatus attempt,
      SeenAttempt seen,
      EndOfAttempt.Interruption end,
      Instant now) {
    InterruptionsStatus old = before == null ? InterruptionsStatus.none() : before;
    // A trainer that said goodbye lived until just now. Of one that did not, the last heartbeat is
    // the last that is known: it may have lived on for as long as one heartbeat.
    boolean farewell = seen.signs().exitCode().isPresent();
    Duration silence =
        farewell || !seen.lease().alive() ? Duration.ZERO : Duration.between(seen.beatAt(), now);
    AttemptStatus.End how = attempt.end();
    Interruption entry =
        new Interruption(
            attempt.number(),
            end.cause().word(),
            end.decidingSign(),
            attempt.node(),
            attempt.zone(),
            Times.text(now),
            Times.parse(attempt.noticeAt())
                .map(t -> Durations.format(Duration.between(t, now)))
                .orElse(null),
            how == null || attempt.trainingAt() == null ? null : how.lastStep(),
            how == null ? null : how.checkpointStep(),
            end.landed().orElse(null),
            null,
            null,
            new Changeover(Durations.format(silence), Durations.format(silence), null, null, null));
    List<Interruption> recent = new ArrayList<>(old.recent());
    recent.add(entry);
    Map<String, Integer> byCause = new TreeMap<>(old.byCause());
    byCause.merge(end.cause().word(), 1, Integer::sum);
    return new InterruptionsStatus(
        old.count() + 1,
        byCause,
        old.recomputedSteps(),
        recent.subList(Math.max(0, recent.size() - InterruptionsStatus.KEPT), recent.size()));
  }

  private static FailuresStatus failed(
      @Nullable FailuresStatus before,
      AttemptStatus attempt,
      String cause,
      @Nullable Integer exitCode,
      String message,
      Instant now) {
    int count = before == null ? 0 : before.count();
    return new FailuresStatus(
        count + 1,
        new FailuresStatus.Failure(attempt.number(), cause, exitCode, message, Times.text(now)));
  }

  private static String message(SeenAttempt seen, EndOfAttempt end) {
    return seen.pod()
        .flatMap(PodFacts::message)
        .map(TerminationMessage::message)
        .orElseGet(
            () ->
                seen.pod()
                    .flatMap(PodFacts::lastWords)
                    .map(said -> end.words() + "; its last words: " + said)
                    .orElse(end.words()));
  }

  /** Enters that the run goes on, into the interruptions that it has not gone on from yet. */
  static void resumed(StatusDraft draft, AttemptStatus attempt) {
    InterruptionsStatus old = draft.interruptions;
    Optional<Instant> trainingAt = Times.parse(attempt.trainingAt());
    if (old == null || trainingAt.isEmpty() || attempt.resumedAtStep() == null) {
      return;
    }
    long again = old.recomputedSteps();
    List<Interruption> recent = new ArrayList<>();
    for (Interruption i : old.recent()) {
      if (i.resumedAtStep() != null || i.attempt() >= attempt.number()) {
        recent.add(i);
        continue;
      }
      long recomputed =
          i.stepLostAt() == null ? 0 : Math.max(0, i.stepLostAt() - attempt.resumedAtStep());
      again += recomputed;
      recent.add(
          new Interruption(
              i.attempt(),
              i.cause(),
              i.sign(),
              i.node(),
              i.zone(),
              i.at(),
              i.noticeGiven(),
              i.stepLostAt(),
              i.checkpointStep(),
              i.checkpointLanded(),
              attempt.resumedAtStep(),
              recomputed,
              changeover(i, attempt, trainingAt.get())));
    }
    draft.interruptions = new InterruptionsStatus(old.count(), old.byCause(), again, recent);
  }

  /**
   * A successor that was warm already has nothing to wait for: its parts are zero, not negative.
   */
  private static Changeover changeover(Interruption i, AttemptStatus next, Instant training) {
    Instant known = Times.parse(i.at()).orElse(training);
    Duration detection =
        i.changeover() == null || i.changeover().detection() == null
            ? Duration.ZERO
            : Durations.parse(i.changeover().detection());
    Instant scheduled = later(Times.parse(next.scheduledAt()).orElse(known), known);
    Instant alive = later(Times.parse(next.aliveAt()).orElse(scheduled), scheduled);
    Instant trained = later(training, alive);
    return new Changeover(
        Durations.format(detection.plus(Duration.between(known, trained))),
        Durations.format(detection),
        Durations.format(Duration.between(known, scheduled)),
        Durations.format(Duration.between(scheduled, alive)),
        Durations.format(Duration.between(alive, trained)));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
