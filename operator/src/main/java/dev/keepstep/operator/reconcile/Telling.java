package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.apply.EventPublisher;
import dev.keepstep.operator.apply.StatusWriter;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.status.Transitions;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells one job's status: writes it when it says something new and has not to wait, and then its
 * events.
 */
final class Telling {
  private TrainingJob job;
  private final StatusWriter writer;
  private final EventPublisher events;
  private final JobMemory memory;
  private final Duration unhurried;
  private final Rush rush;

  /** Whether this look has written the status. */
  private boolean written;

  /**
   * @param unhurried progress alone is told no more often
   */
  Telling(
      TrainingJob job,
      StatusWriter writer,
      EventPublisher events,
      JobMemory memory,
      Duration unhurried,
      Rush rush) {
    this.job = job;
    this.writer = writer;
    this.events = events;
    this.memory = memory;
    this.unhurried = unhurried;
    this.rush = rush;
  }

  /** The job as it was looked at, or as this has written it. */
  TrainingJob job() {
    return job;
  }

  boolean written() {
    return written;
  }

  /**
   * Writes the status if it says something new, and then tells it. Progress alone waits its turn,
   * and so does a new attempt that has no node yet.
   *
   * @param book keeps what is due, before status says that an attempt ended
   * @return when to look again to write what waits; empty: nothing does
   */
  Optional<Duration> tell(
      TrainingJobStatus before, TrainingJobStatus after, Observation seen, Bookkeeping book) {
    Instant now = seen.now();
    TrainingJobStatus told = memory.held == null ? before : memory.held.told();
    if (HeldStatus.mayWait(memory.held, told, after, seen, memory.problem)) {
      AttemptCost cost = told.attempt() == null ? null : book.leave(told.attempt().number());
      memory.held = HeldStatus.held(memory.held, told, after, cost, now);
      Duration left = left(memory.held, now);
      if (left.isPositive()) {
        book.keep();
        return Optional.of(left);
      }
    }
    book.keepAll();
    if (after.equals(told)) {
      return Optional.empty();
    }
    if (Unhurried.same(told, after)) {
      Duration since = Duration.between(memory.writtenAt, now);
      if (since.compareTo(unhurried) < 0) {
        return Optional.of(unhurried.minus(since));
      }
    }
    memory.unanswered = new JobMemory.Unanswered(told, after);
    job = writer.write(job, after);
    written = true;
    memory.unanswered = null;
    memory.answered = job;
    memory.writtenAt = now;
    memory.held = null;
    events.publish(job, Transitions.between(told, after));
    return Optional.empty();
  }

  /** What was written and not answered is told when it is seen to be there. */
  void tellUnanswered(TrainingJobStatus status) {
    JobMemory.Unanswered last = memory.unanswered;
    memory.unanswered = null;
    if (last != null && last.after().equals(status)) {
      events.publish(job, Transitions.between(last.before(), last.after()));
    }
  }

  /** When to look again to write what waits; empty: nothing does. */
  Optional<Duration> waits(Instant now) {
    return Optional.ofNullable(memory.held).map(held -> left(held, now));
  }

  private Duration left(HeldStatus held, Instant now) {
    boolean rushing = rush.on(now);
    if (rushing) {
      rush.hold(job.getMetadata().getUid(), ResourceID.fromResource(job));
    }
    return held.left(now, rushing);
  }
}
