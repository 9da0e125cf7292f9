package dev.keepstep.core.decide.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.decide.restart.EndOfAttempt.Completed;
import dev.keepstep.core.decide.restart.EndOfAttempt.EnvelopeMismatch;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failed;
import dev.keepstep.core.decide.restart.EndOfAttempt.Failure;
import dev.keepstep.core.decide.restart.EndOfAttempt.FailureKind;
import dev.keepstep.core.decide.restart.EndOfAttempt.Interruption;
import dev.keepstep.core.decide.restart.EndOfAttempt.StorageUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the design's table "What counts as what", alone and with other signs beside it. */
class EndOfAttemptTest {
  private static final Duration GRACE = Duration.ofSeconds(40);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final EndSigns RUNNING = EndSigns.running();

  static Stream<Arguments> rows() {
    return Stream.of(
        // exit codes of the contract, whatever else is to be seen
        row("done", RUNNING.withExit(0), new Completed()),
        row(
            "done, then node gone",
            RUNNING.withExit(0).withNode(NodeState.GONE, LONG),
            new Completed()),
        row(
            "done under eviction",
            RUNNING.withExit(0).withDisruption("EvictionByEvictionAPI"),
            new Completed()),
        row(
            "done while stopping",
            RUNNING.withExit(0).withStop(StopCause.ROTATED),
            new Completed()),
        row(
            "bad configuration",
            RUNNING.withExit(64).withCause("NoSuchBucket"),
            new Failed(ExitCode.BAD_CONFIGURATION, Optional.of("NoSuchBucket"))),
        row(
            "bad configuration with a notice",
            RUNNING.withExit(64).withNotices(List.of("n")),
            new Failed(ExitCode.BAD_CONFIGURATION, Optional.empty())),
        row(
            "replay mismatch",
            RUNNING.withExit(66),
            new Failed(ExitCode.REPLAY_MISMATCH, Optional.empty())),
        row("envelope", RUNNING.withExit(65), new EnvelopeMismatch()),
        row("storage", RUNNING.withExit(69), new StorageUnavailable(Optional.empty())),
        row(
            "storage, node not ready",
            RUNNING.withExit(69).withNode(NodeState.NOT_READY, LONG),
            new StorageUnavailable(Optional.empty())),
        // 75 and 76
        row(
            "75 with a notice",
            RUNNING.withExit(75).withNotices(List.of("aws-node-termination-handler/spot-itn")),
            interruption(
                InterruptionCause.RECLAIMED, "aws-node-termination-handler/spot-itn", true)),
        row(
            "76 with a notice",
            RUNNING.withExit(76).withNotices(List.of("karpenter.sh/disrupted")),
            interruption(InterruptionCause.RECLAIMED, "karpenter.sh/disrupted", false)),
        row(
            "75 evicted",
            RUNNING.withExit(75).withDisruption("EvictionByEvictionAPI"),
            interruption(
                InterruptionCause.EVICTED, "DisruptionTarget EvictionByEvictionAPI", true)),
        row(
            "75 deleted raw",
            RUNNING.withExit(75).withDeletion(),
            interruption(InterruptionCause.DELETED, "pod deleted", true)),
        row(
            "75 out of the blue",
            RUNNING.withExit(75),
            interruption(InterruptionCause.SIGNALLED, "exit 75", true)),
        row(
            "75 when rotated",
            RUNNING.withExit(75).withStop(StopCause.ROTATED),
            interruption(InterruptionCause.ROTATED, "stopped by Keepstep", true)),
        row(
            "76 when suspended",
            RUNNING.withExit(76).withStop(StopCause.SUSPENDED),
            interruption(InterruptionCause.SUSPENDED, "stopped by Keepstep", false)),
        row(
            "75 stopped for a notice",
            RUNNING.withExit(75).withStop(StopCause.NOTICE).withNotices(List.of("x")),
            interruption(InterruptionCause.RECLAIMED, "x", true)),
        // killed, with what explains it
        row(
            "137 with a notice",
            RUNNING.withExit(137).withNotices(List.of("ToBeDeletedByClusterAutoscaler")),
            interruption(InterruptionCause.RECLAIMED, "ToBeDeletedByClusterAutoscaler")),
        row(
            "143 with a reboot",
            RUNNING.withExit(143).withReboot(),
            interruption(InterruptionCause.REBOOTED, "boot ID changed")),
        row(
            "255 with a lost node",
            RUNNING.withExit(255).withNode(NodeState.UNREACHABLE, LONG),
            interruption(InterruptionCause.NODE_LOST, "node.kubernetes.io/unreachable")),
        row(
            "255, node not ready only just",
            RUNNING.withExit(255).withNode(NodeState.NOT_READY, Duration.ofSeconds(1)),
            interruption(InterruptionCause.NODE_LOST, "node.kubernetes.io/not-ready")),
        row(
            "137 and evicted",
            RUNNING.withExit(137).withDisruption("PreemptionByScheduler"),
            interruption(InterruptionCause.PREEMPTED, "DisruptionTarget PreemptionByScheduler")),
        row(
            "143 deleted raw",
            RUNNING.withExit(143).withDeletion(),
            interruption(InterruptionCause.DELETED, "pod deleted")),
        row(
            "137, pod gone since",
            RUNNING.withExit(137).withPod(PodState.GONE),
            interruption(InterruptionCause.DELETED, "pod gone")),
        row(
            "137 after our own stop",
            RUNNING.withExit(137).withStop(StopCause.MOVED),
            interruption(InterruptionCause.MOVED, "stopped by Keepstep")),
        // killed, with nothing that explains it
        row("137 alone", RUNNING.withExit(137), failure(137)),
        row("143 alone", RUNNING.withExit(143), failure(143)),
        row("255 alone", RUNNING.withExit(255), failure(255)),
        // failures
        row("70", RUNNING.withExit(70), failure(70)),
        row(
            "1 with a notice standing",
            RUNNING.withExit(1).withNotices(List.of("rebalance")),
            failure(1)),
        row("1, node lost later", RUNNING.withExit(1).withNode(NodeState.GONE, LONG), failure(1)),
        row("1, pod deleted later", RUNNING.withExit(1).withPod(PodState.GONE), failure(1)),
        row(
            "1 under eviction: the disruption came first",
            RUNNING.withExit(1).withDisruption("DeletionByTaintManager"),
            interruption(InterruptionCause.TAINTED, "DisruptionTarget DeletionByTaintManager")),
        row(
            "oom",
            RUNNING.withExit(137).withOomKilled(),
            new Failure(FailureKind.OUT_OF_MEMORY, OptionalInt.of(137), Optional.empty())),
        row(
            "oom with a notice",
            RUNNING.withExit(137).withOomKilled().withNotices(List.of("n")),
            new Failure(FailureKind.OUT_OF_MEMORY, OptionalInt.of(137), Optional.empty())),
        row(
            "oom without a code",
            RUNNING.withPod(PodState.TERMINAL).withOomKilled(),
            new Failure(FailureKind.OUT_OF_MEMORY, OptionalInt.empty(), Optional.empty())),
        row(
            "hung",
            RUNNING.withExit(137).withStop(StopCause.HUNG),
            new Failure(FailureKind.HUNG, OptionalInt.of(137), Optional.empty())),
        row(
            "hung, saved on the way out",
            RUNNING.withExit(75).withStop(StopCause.HUNG),
            new Failure(FailureKind.HUNG, OptionalInt.of(75), Optional.empty())),
        row(
            "hung, pod gone",
            RUNNING.withPod(PodState.GONE).withStop(StopCause.HUNG),
            new Failure(FailureKind.HUNG, OptionalInt.empty(), Optional.empty())),
        // nobody saw the container end
        row(
            "node gone",
            RUNNING.withNode(NodeState.GONE, Duration.ZERO),
            interruption(InterruptionCause.NODE_LOST, "Node object gone")),
        row(
            "node not ready for long",
            RUNNING.withNode(NodeState.NOT_READY, GRACE),
            interruption(InterruptionCause.NODE_LOST, "node.kubernetes.io/not-ready")),
        row(
            "node unreachable for long",
            RUNNING.withNode(NodeState.UNREACHABLE, LONG),
            interruption(InterruptionCause.NODE_LOST, "node.kubernetes.io/unreachable")),
        row(
            "out of service",
            RUNNING.withNode(NodeState.OUT_OF_SERVICE, LONG),
            interruption(InterruptionCause.NODE_LOST, "node.kubernetes.io/out-of-service")),
        row(
            "noticed, then node gone",
            RUNNING
                .withNode(NodeState.GONE, LONG)
                .withNotices(List.of("cloud.google.com/impending-node-termination")),
            interruption(
                InterruptionCause.RECLAIMED, "cloud.google.com/impending-node-termination")),
        row(
            "rebooted",
            RUNNING.withReboot(),
            interruption(InterruptionCause.REBOOTED, "boot ID changed")),
        row(
            "pod gone, no sign",
            RUNNING.withPod(PodState.GONE),
            interruption(InterruptionCause.DELETED, "pod gone")),
        row(
            "pod gone, garbage collected",
            RUNNING.withPod(PodState.GONE).withDisruption("DeletionByPodGC"),
            interruption(InterruptionCause.COLLECTED, "DisruptionTarget DeletionByPodGC")),
        row(
            "ended by the kubelet",
            RUNNING.withPod(PodState.TERMINAL).withDisruption("TerminationByKubelet"),
            interruption(InterruptionCause.KUBELET, "DisruptionTarget TerminationByKubelet")),
        row(
            "rejected by the kubelet",
            RUNNING.withPod(PodState.TERMINAL),
            interruption(InterruptionCause.REJECTED, "pod ended, no container did")),
        row(
            "a disruption of the future",
            RUNNING.withPod(PodState.GONE).withDisruption("DeletionByMeteorite"),
            interruption(InterruptionCause.DISRUPTED, "DisruptionTarget DeletionByMeteorite")),
        row(
            "gone after our own stop",
            RUNNING.withPod(PodState.GONE).withStop(StopCause.NOT_PROVISIONED),
            interruption(InterruptionCause.NOT_PROVISIONED, "stopped by Keepstep")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void meansWhatTheTableSays(String name, EndSigns signs, EndOfAttempt expected) {
    assertThat(EndOfAttempt.classify(signs, GRACE)).as(name).contains(expected);
  }

  static Stream<Arguments> notYet() {
    return Stream.of(
        Arguments.of("runs", RUNNING),
        Arguments.of("noticed", RUNNING.withNotices(List.of("n"))),
        Arguments.of(
            "being evicted, still in its grace",
            RUNNING.withDisruption("EvictionByEvictionAPI").withDeletion()),
        Arguments.of("being deleted", RUNNING.withDeletion()),
        Arguments.of(
            "node not ready for a moment",
            RUNNING.withNode(NodeState.NOT_READY, GRACE.minusMillis(1))),
        Arguments.of(
            "nothing can be read",
            RUNNING.withPod(PodState.UNKNOWN).withNode(NodeState.UNKNOWN, LONG)),
        Arguments.of("told to stop", RUNNING.withStop(StopCause.HUNG)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notYet")
  void hasNotEndedWithoutPositiveEvidence(String name, EndSigns signs) {
    assertThat(EndOfAttempt.classify(signs, GRACE)).as(name).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"node was preempted", "OOMKilled", "Interrupted", ""})
  void theTerminationMessageNeverDecides(String cause) {
    EndOfAttempt without = EndOfAttempt.classify(RUNNING.withExit(1), GRACE).orElseThrow();
    EndOfAttempt with =
        EndOfAttempt.classify(RUNNING.withExit(1).withCause(cause), GRACE).orElseThrow();

    assertThat(with).isInstanceOf(Failure.class);
    assertThat(((Failure) with).kind()).isEqualTo(((Failure) without).kind());
  }

  @Test
  void saysWhichSignDecided() {
    EndSigns signs =
        RUNNING.withExit(76).withNotices(List.of("aws-node-termination-handler/spot-itn"));

    assertThat(EndOfAttempt.classify(signs, GRACE).orElseThrow().words())
        .isEqualTo("Reclaimed (aws-node-termination-handler/spot-itn), no checkpoint committed");
  }

  @Property
  void aNodesTroubleNeverMakesAFailureOfAKill(@ForAll("signs") EndSigns signs) {
    EndSigns killed = signs.withExit(137).withNode(NodeState.GONE, LONG);

    EndOfAttempt end = EndOfAttempt.classify(killed, GRACE).orElseThrow();

    boolean own = signs.oomKilled() || signs.stopped().equals(Optional.of(StopCause.HUNG));
    assertThat(end).isInstanceOf(own ? Failure.class : Interruption.class);
  }

  @Property
  void moreEvidenceNeverTurnsAnEndIntoNone(@ForAll("signs") EndSigns signs) {
    Optional<EndOfAttempt> before = EndOfAttempt.classify(signs, GRACE);
    Optional<EndOfAttempt> after =
        EndOfAttempt.classify(signs.withNode(NodeState.GONE, LONG), GRACE);

    assertThat(after).isPresent();
    if (before.isPresent()) {
      assertThat(after.get().getClass()).isEqualTo(kindAfterNodeLoss(before.get(), signs));
    }
  }

  private static Class<?> kindAfterNodeLoss(EndOfAttempt before, EndSigns signs) {
    boolean killed =
        signs.exitCode().isPresent() && EndOfAttempt.KILLED.contains(signs.exitCode().getAsInt());
    boolean own = signs.oomKilled() || signs.stopped().equals(Optional.of(StopCause.HUNG));
    return before instanceof Failure && killed && !own ? Interruption.class : before.getClass();
  }

  @Provide
  Arbitrary<EndSigns> signs() {
    return Combinators.combine(
            Arbitraries.of(PodState.class),
            Arbitraries.of(-1, 0, 1, 64, 65, 66, 69, 70, 75, 76, 137, 143, 255),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of("", "EvictionByEvictionAPI", "New"),
            Arbitraries.of(NodeState.class),
            Arbitraries.of(true, false),
            Arbitraries.of(StopCause.values()).optional())
        .as(
            (pod, exit, oom, deleting, disruption, node, notice, stop) ->
                new EndSigns(
                    pod,
                    exit < 0 ? OptionalInt.empty() : OptionalInt.of(exit),
                    oom,
                    deleting,
                    Optional.of(disruption).filter(d -> !d.isEmpty()),
                    node,
                    LONG,
                    notice ? java.util.Set.of("n") : java.util.Set.of(),
                    false,
                    stop,
                    Optional.empty()));
  }

  private static Arguments row(String name, EndSigns signs, EndOfAttempt expected) {
    return Arguments.of(name, signs, expected);
  }

  private static Failure failure(int exit) {
    return new Failure(FailureKind.EXIT, OptionalInt.of(exit), Optional.empty());
  }

  private static Interruption interruption(InterruptionCause cause, String sign) {
    return new Interruption(cause, sign, Optional.empty());
  }

  private static Interruption interruption(InterruptionCause cause, String sign, boolean landed) {
    return new Interruption(cause, sign, Optional.of(landed));
  }
}
