package dev.keepstep.core.decide.restart;

/** What took an attempt's place away. The words are what status counts interruptions by. */
public enum InterruptionCause {
  /** The provider announced it, and then it came. */
  RECLAIMED("Reclaimed", false),
  /** A pod of higher priority needed the room. */
  PREEMPTED("PreemptionByScheduler", false),
  /** The node was tainted so that it no longer tolerates the pod. */
  TAINTED("DeletionByTaintManager", false),
  /** Somebody drained the node or evicted the pod through the API. */
  EVICTED("EvictionByEvictionAPI", false),
  /** The control plane collected a pod whose node was gone. */
  COLLECTED("DeletionByPodGC", false),
  /** The kubelet ended it: pressure on the node, or the node shut down. */
  KUBELET("TerminationByKubelet", false),
  /** A DisruptionTarget reason that is newer than this program. */
  DISRUPTED("Disrupted", false),
  /** The node is gone, or has not been heard of for too long. */
  NODE_LOST("NodeLost", false),
  /** The node came back with another boot ID. */
  REBOOTED("NodeRebooted", false),
  /** The pod was deleted with no other sign, as Karpenter's expiry does. */
  DELETED("PodDeleted", false),
  /** The kubelet would not start it, or it ended with no container having run. */
  REJECTED("PodRejected", false),
  /** The trainer says that it was told to stop, and nothing else was seen. */
  SIGNALLED("Signalled", false),
  /** Keepstep rotated it before {@code maxLifetime}. */
  ROTATED("Rotated", true),
  /** Keepstep moved the run to a better place. */
  MOVED("Moved", true),
  /** The job was suspended. */
  SUSPENDED("Suspended", true),
  /** The budget was spent. */
  BUDGET_SPENT("BudgetSpent", true),
  /** No capacity was to be had within the provision timeout. */
  NOT_PROVISIONED("NotProvisioned", true),
  /** A standby that was not needed after all. */
  STANDBY_DROPPED("StandbyDropped", true);

  private final String word;
  private final boolean planned;

  InterruptionCause(String word, boolean planned) {
    this.word = word;
    this.planned = planned;
  }

  /** The word in status, events and metrics. */
  public String word() {
    return word;
  }

  /** Keepstep's own doing: counted by cause, but never against {@code limits.interruptions}. */
  public boolean planned() {
    return planned;
  }

  /** The cause that a DisruptionTarget reason names; one not known yet is still a disruption. */
  static InterruptionCause ofDisruption(String reason) {
    for (InterruptionCause cause :
        new InterruptionCause[] {PREEMPTED, TAINTED, EVICTED, COLLECTED, KUBELET}) {
      if (cause.word.equals(reason)) {
        return cause;
      }
    }
    return DISRUPTED;
  }

  static InterruptionCause ofStop(StopCause stop) {
    return switch (stop) {
      case SUSPENDED -> SUSPENDED;
      case ROTATED -> ROTATED;
      case MOVED -> MOVED;
      case NOTICE -> RECLAIMED;
      case BUDGET_SPENT -> BUDGET_SPENT;
      case NOT_PROVISIONED -> NOT_PROVISIONED;
      case STANDBY_DROPPED -> STANDBY_DROPPED;
      case HUNG -> throw new IllegalArgumentException("a hung attempt is a failure");
    };
  }
}
