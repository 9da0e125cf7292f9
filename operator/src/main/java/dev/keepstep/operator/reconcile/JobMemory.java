package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.status.Problem;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this operator remembers of a job beyond its status: all of it may be lost, and costs no more
 * than a look or a try. Used by one thread at a time, as the framework looks at a job.
 */
final class JobMemory {
  Optional<Problem> problem = Optional.empty();

  /** Costs as this operator last wrote them to the Leases, whose cache learns of that later. */
  final Map<Integer, AttemptCost> costs = new TreeMap<>();

  final Set<String> unfitNodes = new HashSet<>();

  /** Whether the last look asked the API server for something and had no answer. */
  boolean unread;

  /** How many looks in a row had trouble with the API server. */
  int troubles;

  Instant writtenAt = Instant.EPOCH;

  /** How often the run's objects in S3 could not be deleted, and when that is tried again. */
  int cleanups;

  Instant cleanupNotBefore = Instant.EPOCH;

  /** Whether the deleted job was let go. */
  boolean released;

  /** The status that records a new attempt, while it waits to be written. */
  @Nullable HeldStatus held;

  /** The job as the API server last answered us: the cache learns of that later. */
  @Nullable TrainingJob answered;

  /** Whether the cache is known to be behind, so that the API server is to be asked. */
  boolean behind;

  /** How often in a row what was looked at had changed by the time of the write. */
  int conflicts;

  /** A write whose answer did not come: whether it was carried out, the next look sees. */
  @Nullable Unanswered unanswered;

  record Unanswered(TrainingJobStatus before, TrainingJobStatus after) {}
}
