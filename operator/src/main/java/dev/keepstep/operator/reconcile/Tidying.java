package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.decide.restart.NodeState;
import dev.keepstep.operator.observe.NodeFacts;
import dev.keepstep.operator.observe.Observation;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.SeenAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What status already says is to be done, and is not done yet: pods to end, pods to remove, a run
 * to hand over. It follows from what is and from what is written, so it can be repeated, and an
 * operator that starts anew goes on with it. Pure.
 */
final class Tidying {
  private Tidying() {}

  /** One thing to do. */
  sealed interface Step {
    /** End a pod with its grace. */
    record Stop(String pod) implements Step {}

    /** Take away the object of a pod whose node is gone. */
    record Remove(String pod) implements Step {}

    /** Tell a standby that the run is its own. */
    record HandOver(int attempt) implements Step {}
  }

  static List<Step> of(TrainingJob job, TrainingJobStatus written, Observation seen) {
    List<Step> steps = new ArrayList<>();
    for (PodFacts other : seen.others()) {
      end(other, seen.othersGone().contains(other.name())).ifPresent(steps::add);
    }
    seen.attempts()
        .forEach(
            a -> {
              Optional<AttemptStatus> recorded = recorded(written, a.number());
              // what status no longer names, or says is over, has no pod to run
              boolean over =
                  recorded.isEmpty()
                      || recorded.get().end() != null
                      || recorded.get().stopping() != null;
              if (over && a.pod().isPresent()) {
                end(a.pod().get(), beyondReach(a)).ifPresent(steps::add);
              }
            });
    AttemptStatus current = written.attempt();
    if (current != null && current.end() == null) {
      seen.attempts()
          .filter(a -> a.number() == current.number())
          .filter(a -> a.pod().filter(PodFacts::standby).isPresent() && !a.lease().handover())
          .findFirst()
          .ifPresent(a -> steps.add(new Step.HandOver(a.number())));
    }
    return steps;
  }

  private static Optional<Step> end(PodFacts pod, boolean beyondReach) {
    if (pod.terminal() || pod.exitCode().isPresent()) {
      return Optional.empty();
    }
    if (beyondReach) {
      return Optional.of(new Step.Remove(pod.name()));
    }
    return pod.deleting() ? Optional.empty() : Optional.of(new Step.Stop(pod.name()));
  }

  private static boolean beyondReach(SeenAttempt attempt) {
    return attempt
        .node()
        .map(NodeFacts::state)
        .filter(s -> s == NodeState.GONE || s == NodeState.OUT_OF_SERVICE)
        .isPresent();
  }

  private static Optional<AttemptStatus> recorded(TrainingJobStatus status, int number) {
    return Optional.ofNullable(status.attempt())
        .filter(a -> a.number() == number)
        .or(() -> Optional.ofNullable(status.standby()).filter(a -> a.number() == number));
  }
}
