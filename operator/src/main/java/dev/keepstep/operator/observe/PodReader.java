package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.operator.observe.PodFacts.Waiting;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a pod. Null ends here. */
public final class PodReader {
  /** A container that is merely being created is no news. */
  private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing");

  private PodReader() {}

  /** The attempt that a pod or Lease is labelled with; empty if it is none of ours. */
  public static Optional<Integer> attempt(Map<String, String> labels) {
    try {
      return Optional.ofNullable(labels)
          .map(l -> l.get(Labels.ATTEMPT))
          .map(Integer::parseInt)
          .filter(n -> n > 0);
    } catch (NumberFormatException e) {
      return Optional.empty(); // somebody else's label: not an attempt
    }
  }

  /** What matters of a pod of ours. */
  public static PodFacts read(Pod pod) {
    PodStatus status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
    Optional<ContainerStatus> trainer =
        list(status.getContainerStatuses())
            .filter(c -> c.getName().equals(TrainerEnv.CONTAINER))
            .findFirst();
    Optional<ContainerStateTerminated> ended =
        trainer.map(ContainerStatus::getState).map(ContainerState::getTerminated);
    String phase = Optional.ofNullable(status.getPhase()).orElse("");
    return new PodFacts(
        pod.getMetadata().getName(),
        Optional.ofNullable(pod.getMetadata().getUid()).orElse(""),
        attempt(pod.getMetadata().getLabels()).orElse(0),
        Optional.ofNullable(pod.getMetadata().getLabels())
            .map(l -> l.get(Labels.STANDBY))
            .filter("true"::equals)
            .isPresent(),
        Optional.ofNullable(pod.getSpec().getNodeName()).filter(n -> !n.isEmpty()),
        phase.equals("Succeeded") || phase.equals("Failed"),
        trainer.map(ContainerStatus::getState).map(ContainerState::getRunning).isPresent(),
        pod.getMetadata().getDeletionTimestamp() != null,
        ended.map(t -> OptionalInt.of(t.getExitCode())).orElse(OptionalInt.empty()),
        ended.map(ContainerStateTerminated::getReason).filter("OOMKilled"::equals).isPresent(),
        ended.map(ContainerStateTerminated::getMessage).flatMap(TerminationMessage::parse),
        ended
            .map(ContainerStateTerminated::getMessage)
            .filter(said -> TerminationMessage.parse(said).isEmpty())
            .flatMap(LastWords::of),
        condition(status, "DisruptionTarget", "True").map(PodCondition::getReason),
        condition(status, "PodScheduled", "False")
            .filter(c -> "Unschedulable".equals(c.getReason()))
            .map(c -> Optional.ofNullable(c.getMessage()).orElse("no node fits")),
        condition(status, "PodScheduled", "False")
            .filter(c -> "SchedulingGated".equals(c.getReason()))
            .isPresent(),
        Resources.requested(pod.getSpec()),
        Stream.concat(list(status.getInitContainerStatuses()), list(status.getContainerStatuses()))
            .flatMap(c -> Optional.ofNullable(c.getState()).stream())
            .flatMap(s -> Optional.ofNullable(s.getWaiting()).stream())
            .filter(w -> w.getReason() != null && !ORDINARY.contains(w.getReason()))
            .map(w -> new Waiting(w.getReason(), Optional.ofNullable(w.getMessage()).orElse("")))
            .findFirst());
  }

  private static Optional<PodCondition> condition(PodStatus status, String type, String value) {
    return list(status.getConditions())
        .filter(c -> type.equals(c.getType()) && value.equals(c.getStatus()))
        .findFirst();
  }

  private static <T> Stream<T> list(List<T> list) {
    return list == null ? Stream.of() : list.stream();
  }
}
