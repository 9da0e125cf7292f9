package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.RetriesStatus;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.Limits;
import dev.keepstep.core.decide.restart.Tally;
import dev.keepstep.operator.observe.EndCodec;
import dev.keepstep.operator.observe.Snapshots;
import dev.keepstep.operator.observe.StopWords;
import dev.keepstep.operator.observe.Times;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was decided, written into status before it is done. */
public final class Decisions {
  private Decisions() {}

  /** The status with the decision in it. */
  public static TrainingJobStatus fold(
      String job, TrainingJobSpec spec, TrainingJobStatus status, Decision decision, Instant now) {
    StatusDraft draft = new StatusDraft(status);
    Limits limits = Snapshots.limits(spec);
    if (draft.standby != null && draft.standby.end() != null) {
      draft.retries = counted(draft.retries, draft.standby, limits);
      // its Lease stays, and is not to be taken for that of an attempt that status does not know
      // yet
      draft.endedStandby = draft.standby.number();
      draft.standby = null;
    }
    switch (decision) {
      case Decision.RecordAttempt record -> {
        AttemptStatus next =
            AttemptStatus.recorded(
                record.number(),
                Names.pod(job, record.number(), 0),
                record.on().capacity().word(),
                record.on().preferred(),
                record.on().excluded(),
                record.reason().code().word(),
                record.reason().message(),
                Times.text(now),
                checkpointStep(draft.progress));
        if (record.standby()) {
          draft.standby = next;
        } else {
          draft.retries = counted(draft.retries, draft.attempt, limits);
          draft.attempt = next;
        }
        if (draft.startTime == null) {
          draft.startTime = Times.text(now);
        }
      }
      case Decision.Stop stop -> {
        if (draft.attempt != null && draft.attempt.number() == stop.number()) {
          draft.attempt = draft.attempt.withStopping(StopWords.word(stop.why()));
        } else if (draft.standby != null && draft.standby.number() == stop.number()) {
          draft.standby = draft.standby.withStopping(StopWords.word(stop.why()));
        }
      }
      case Decision.Handover handover -> {
        if (draft.standby != null && draft.standby.number() == handover.number()) {
          draft.retries = counted(draft.retries, draft.attempt, limits);
          draft.attempt = draft.standby;
          draft.standby = null;
        }
      }
      case Decision.Complete _, Decision.Fail _ -> {
        if (draft.completionTime == null) {
          draft.completionTime = Times.text(now);
        }
      }
      case Decision.Place _, Decision.Wait _ -> {}
    }
    return draft.build();
  }

  private static @Nullable Long checkpointStep(@Nullable ProgressStatus progress) {
    return progress == null ? null : progress.checkpointStep();
  }

  /** With one more attempt that is over, and will be listed no more. */
  private static @Nullable RetriesStatus counted(
      @Nullable RetriesStatus before, @Nullable AttemptStatus over, Limits limits) {
    Optional<EndedAttempt> ended = Optional.ofNullable(over).flatMap(EndCodec::read);
    if (ended.isEmpty()) {
      return before;
    }
    Tally tally = Snapshots.tally(before).after(ended.get(), limits);
    return new RetriesStatus(
        tally.failures(),
        tally.interruptions(),
        tally.failureStreak(),
        tally.storageStreak(),
        tally.envelopeStreak(),
        tally.withoutProgress(),
        tally.sameStepFailures(),
        tally.failedStep() < 0 ? null : tally.failedStep(),
        tally.lastFailure().isEmpty() ? null : tally.lastFailure());
  }
}
