package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.decide.ZoneMemory;
import dev.keepstep.operator.status.Problem;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this operator remembers of a job beyond its status: all of it may be lost, and costs no more
 * than a look or a try. Used by one thread at a time, as the framework looks at a job.
 */
final class JobMemory {
  Optional<Problem> problem = Optional.empty();
  ZoneMemory refusals = ZoneMemory.NONE;
  final Set<String> unfitNodes = new HashSet<>();
  int troubles;
  Instant writtenAt = Instant.EPOCH;

  /** The job as our last write left it: the cache learns of that later. */
  @Nullable TrainingJob written;
}
