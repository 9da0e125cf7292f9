package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.observe.LeaseReader;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.PodReader;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A status that was erased, or not written before its operator died, from what the job's pods and
 * Leases say.
 */
public final class Rebuilt {
  private Rebuilt() {}

  /**
   * The status, as far as it can be told.
   *
   * @param status what there is of it
   * @param pods of this very job
   * @param leases of this very job
   * @return the very same status, where the Leases say nothing newer, or where the job is over
   */
  public static TrainingJobStatus from(
      String job, TrainingJobStatus status, Collection<Pod> pods, Collection<Lease> leases) {
    List<Lease> attempts =
        leases.stream()
            .filter(l -> number(l) > 0)
            .sorted(Comparator.comparingInt(Rebuilt::number))
            .toList();
    if (attempts.isEmpty()
        || number(attempts.getLast()) <= status.newestAttempt()
        || StatusReport.finished(status)) {
      return status;
    }
    Lease last = attempts.getLast();
    History history = history(last);
    // one that only follows what status says takes nothing else away from it
    StatusDraft draft =
        new StatusDraft(status.attempt() == null ? TrainingJobStatus.empty() : status);
    draft.standby = null;
    draft.startTime =
        history.startTime() == null ? created(attempts.getFirst()) : history.startTime();
    draft.progress = history.progress();
    draft.interruptions = history.interruptions();
    draft.failures = history.failures();
    draft.retries = history.retries();
    draft.deadline = history.deadline();
    draft.zones = history.zones();
    // beside it others may have warmed up and been dropped
    Optional<Lease> earlier =
        attempts.reversed().stream().skip(1).filter(l -> !waits(l, pods)).findFirst();
    if (waits(last, pods)
        && earlier.flatMap(l -> pod(pods, number(l))).filter(Rebuilt::counts).isPresent()) {
      draft.standby = attempt(job, last, pods, history);
      if (draft.attempt == null) {
        draft.attempt = attempt(job, earlier.get(), pods, history(earlier.get()));
      }
    } else {
      draft.attempt = attempt(job, last, pods, history);
    }
    return draft.build();
  }

  private static AttemptStatus attempt(
      String job, Lease lease, Collection<Pod> pods, History history) {
    int number = number(lease);
    // an older operator's Lease does not say; its pod does
    Optional<String> capacity =
        pods.stream()
            .filter(
                p ->
                    PodReader.attempt(p.getMetadata().getLabels())
                        .filter(n -> n == number)
                        .isPresent())
            .map(p -> p.getMetadata().getLabels().get(Labels.CAPACITY))
            .filter(c -> c != null)
            .findFirst()
            .or(() -> Optional.ofNullable(history.capacity()));
    return AttemptStatus.recorded(
        number,
        Names.pod(job, number, 0),
        capacity.orElse("spot"),
        history.preferredZones(),
        history.excludedZones(),
        history.reason() == null ? "Rebuilt" : history.reason(),
        history.why() == null ? "rebuilt from the attempt's Lease" : history.why(),
        created(lease),
        history.progress() == null ? null : history.progress().checkpointStep());
  }

  /**
   * Whether it was recorded beside another and was not handed the run. One without a pod may have
   * been dropped, or has none yet: either way the other one goes on.
   */
  private static boolean waits(Lease lease, Collection<Pod> pods) {
    return pod(pods, number(lease)).map(PodFacts::standby).orElse(history(lease).standby())
        && !LeaseReader.read(lease).handover();
  }

  /** It trains, or has done all. */
  private static boolean counts(PodFacts pod) {
    return !pod.terminal() || pod.exitCode().orElse(-1) == 0;
  }

  private static Optional<PodFacts> pod(Collection<Pod> pods, int attempt) {
    return pods.stream().map(PodReader::read).filter(p -> p.attempt() == attempt).findFirst();
  }

  private static int number(Lease lease) {
    return PodReader.attempt(lease.getMetadata().getLabels()).orElse(0);
  }

  private static String created(Lease lease) {
    return Optional.ofNullable(lease.getMetadata().getCreationTimestamp())
        .orElse("1970-01-01T00:00:00Z");
  }

  private static History history(Lease lease) {
    return History.parse(annotation(lease)).orElse(History.NONE);
  }

  private static @Nullable String annotation(Lease lease) {
    return lease.getMetadata().getAnnotations() == null
        ? null
        : lease.getMetadata().getAnnotations().get(Labels.HISTORY_ANNOTATION);
  }
}
