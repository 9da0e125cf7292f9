package dev.keepstep.operator.observe;

import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndOfAttempt.FailureKind;
import dev.keepstep.core.decide.restart.InterruptionCause;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of what counts as what, as the objects show it.
 *
 * @param taint on the node
 * @param node what has become of it
 * @param disruption reason of the pod's DisruptionTarget
 * @param exit the container's code
 * @param means what it must be taken for
 */
record Sign(
    String name,
    @Nullable String taint,
    Node node,
    @Nullable String disruption,
    OptionalInt exit,
    boolean oomKilled,
    boolean podGone,
    Predicate<EndOfAttempt> means) {

  /** What has become of the node. */
  enum Node {
    WELL,
    GONE,
    REBOOTED
  }

  /** It is no end: only announced, or too early to tell. */
  static final Predicate<EndOfAttempt> NO_END = _ -> false;

  /**
   * What providers say, spelled here once more: a table that tests itself finds nothing missing.
   */
  static final Set<String> NOTICES =
      Set.of(
          "karpenter.sh/disrupted",
          "aws-node-termination-handler/spot-itn",
          "aws-node-termination-handler/asg-lifecycle-termination",
          "aws-node-termination-handler/scheduled-maintenance",
          "cloud.google.com/impending-node-termination",
          "ToBeDeletedByClusterAutoscaler",
          "node.cloudprovider.kubernetes.io/shutdown",
          "remediator.kubernetes.azure.com/unschedulable");

  static final Set<String> HINTS = Set.of("aws-node-termination-handler/rebalance-recommendation");

  private static final Set<Integer> KILLED = Set.of(137, 143, 255);

  /** Whether it can be seen of an attempt that is so far. */
  boolean producible(AttemptPhase phase) {
    boolean onNode = taint != null || node != Node.WELL;
    return (!onNode || phase.bound)
        && (exit.isEmpty() || phase.started)
        // the kubelet and the node's taint manager end pods that have a node
        && (disruption == null
            || phase.bound
            || !Set.of("TerminationByKubelet", "DeletionByTaintManager").contains(disruption));
  }

  static final Sign NOTHING = of("nothing").none();

  static List<Sign> all() {
    List<Sign> all = new ArrayList<>();
    for (String taint : NOTICES) {
      all.add(of("notice " + taint).taint(taint).none());
      for (int exit : List.of(75, 76, 137, 143, 255)) {
        all.add(
            of("notice " + taint + ", exit " + exit)
                .taint(taint)
                .exit(exit)
                .interruption(InterruptionCause.RECLAIMED, taint));
      }
    }
    for (String taint : HINTS) {
      all.add(of("hint " + taint).taint(taint).none());
    }
    for (String taint :
        List.of(
            "node.kubernetes.io/not-ready",
            "node.kubernetes.io/unreachable",
            "node.kubernetes.io/out-of-service")) {
      all.add(of(taint).taint(taint).interruption(InterruptionCause.NODE_LOST, taint));
      for (int exit : KILLED) {
        all.add(
            of(taint + ", exit " + exit)
                .taint(taint)
                .exit(exit)
                .interruption(InterruptionCause.NODE_LOST, taint));
      }
    }
    all.add(
        of("node gone")
            .node(Node.GONE)
            .interruption(InterruptionCause.NODE_LOST, "Node object gone"));
    all.add(
        of("node rebooted")
            .node(Node.REBOOTED)
            .interruption(InterruptionCause.REBOOTED, "boot ID changed"));
    for (int exit : KILLED) {
      all.add(
          of("rebooted, exit " + exit)
              .node(Node.REBOOTED)
              .exit(exit)
              .interruption(InterruptionCause.REBOOTED, "boot ID changed"));
      all.add(
          of("node gone, exit " + exit)
              .node(Node.GONE)
              .exit(exit)
              .interruption(InterruptionCause.NODE_LOST, "Node object gone"));
      all.add(of("exit " + exit + " alone").exit(exit).failure(FailureKind.EXIT));
    }
    for (InterruptionCause cause :
        List.of(
            InterruptionCause.PREEMPTED,
            InterruptionCause.TAINTED,
            InterruptionCause.EVICTED,
            InterruptionCause.COLLECTED,
            InterruptionCause.KUBELET)) {
      all.add(of("DisruptionTarget " + cause.word()).disruption(cause.word()).none());
      all.add(
          of("DisruptionTarget " + cause.word() + ", exit 143")
              .disruption(cause.word())
              .exit(143)
              .interruption(cause, "DisruptionTarget " + cause.word()));
    }
    all.add(
        of("DisruptionTarget of tomorrow, exit 143")
            .disruption("SomethingNew")
            .exit(143)
            .interruption(InterruptionCause.DISRUPTED, "DisruptionTarget SomethingNew"));
    all.add(of("pod gone").gone().interruption(InterruptionCause.DELETED, "pod gone"));
    all.add(of("exit 75").exit(75).interruption(InterruptionCause.SIGNALLED, "exit 75"));
    all.add(of("exit 76").exit(76).interruption(InterruptionCause.SIGNALLED, "exit 76"));
    all.add(of("exit 64").exit(64).means(EndOfAttempt.Failed.class::isInstance));
    all.add(of("exit 65").exit(65).means(EndOfAttempt.EnvelopeMismatch.class::isInstance));
    all.add(of("exit 66").exit(66).means(EndOfAttempt.Failed.class::isInstance));
    all.add(of("exit 69").exit(69).means(EndOfAttempt.StorageUnavailable.class::isInstance));
    all.add(of("exit 70").exit(70).failure(FailureKind.EXIT));
    all.add(of("exit 1").exit(1).failure(FailureKind.EXIT));
    all.add(of("OOMKilled").exit(137).oom().failure(FailureKind.OUT_OF_MEMORY));
    all.add(of("exit 0").exit(0).means(EndOfAttempt.Completed.class::isInstance));
    return all;
  }

  @Override
  public String toString() {
    return name;
  }

  private static Sign of(String name) {
    return new Sign(name, null, Node.WELL, null, OptionalInt.empty(), false, false, NO_END);
  }

  private Sign taint(String key) {
    return new Sign(name, key, node, disruption, exit, oomKilled, podGone, means);
  }

  private Sign node(Node is) {
    return new Sign(name, taint, is, disruption, exit, oomKilled, podGone, means);
  }

  private Sign disruption(String reason) {
    return new Sign(name, taint, node, reason, exit, oomKilled, podGone, means);
  }

  private Sign exit(int code) {
    return new Sign(name, taint, node, disruption, OptionalInt.of(code), oomKilled, podGone, means);
  }

  private Sign oom() {
    return new Sign(name, taint, node, disruption, exit, true, podGone, means);
  }

  private Sign gone() {
    return new Sign(name, taint, node, disruption, exit, oomKilled, true, means);
  }

  private Sign means(Predicate<EndOfAttempt> what) {
    return new Sign(name, taint, node, disruption, exit, oomKilled, podGone, what);
  }

  private Sign none() {
    return means(NO_END);
  }

  private Sign failure(FailureKind kind) {
    return means(e -> e instanceof EndOfAttempt.Failure f && f.kind() == kind);
  }

  private Sign interruption(InterruptionCause cause, String decidedBy) {
    return means(
        e ->
            e instanceof EndOfAttempt.Interruption i
                && i.cause() == cause
                && i.decidingSign().equals(decidedBy));
  }
}
