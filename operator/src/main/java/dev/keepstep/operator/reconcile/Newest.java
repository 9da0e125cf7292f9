package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.observe.PodReader;
import dev.keepstep.operator.status.OthersConditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job as it is now. The cache may be behind what this operator wrote, and behind what another
 * wrote that leads now, or did: what shows that is asked of the API server.
 */
final class Newest {
  private Newest() {}

  /**
   * The newest that is known of a job.
   *
   * @return empty if the job is gone
   */
  static Optional<TrainingJob> of(TrainingJob cached, EventSources view, JobMemory memory) {
    TrainingJob job = cached;
    TrainingJob answered = memory.answered;
    if (answered != null && version(answered) > version(cached)) {
      job = answered;
    } else {
      memory.answered = null; // the cache has caught up
    }
    if (!memory.behind && !outrun(job, view, memory)) {
      return Optional.of(job);
    }
    Optional<TrainingJob> asked = view.askForJob(job);
    memory.behind = false;
    memory.answered = asked.orElse(null);
    return asked;
  }

  /** Versions are numbers that grow. */
  static long version(TrainingJob job) {
    return Long.parseUnsignedLong(job.getMetadata().getResourceVersion());
  }

  /**
   * An attempt is in status, or its status waits in memory, before its pod and its Lease are made:
   * these are newer than this.
   */
  private static boolean outrun(TrainingJob job, EventSources view, JobMemory memory) {
    TrainingJobStatus told = OthersConditions.without(job.getStatus());
    HeldStatus held = memory.held;
    int named = (held != null && held.follows(told) ? held.status() : told).newestAttempt();
    return Stream.<HasMetadata>concat(view.pods(job).stream(), view.leases(job).stream())
        .filter(
            o ->
                o.getMetadata().getLabels() != null
                    && job.getMetadata()
                        .getUid()
                        .equals(o.getMetadata().getLabels().get(Labels.JOB_UID)))
        .flatMap(o -> PodReader.attempt(o.getMetadata().getLabels()).stream())
        .anyMatch(n -> n > named);
  }
}
