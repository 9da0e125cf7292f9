package dev.keepstep.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.StopCause;
import dev.keepstep.localcluster.logs.MayLog;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.config.Provider;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each row of the table of what counts as what, in each phase of an attempt, on each provider's
 * nodes: Kubernetes's objects as they are then, read and judged. What cannot be seen in a phase
 * ({@link Sign#producible}) is left out and counted.
 */
class EverySignInEveryPhaseTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final String UID = "job-uid";
  private static final String NODE = "node-1";

  @ParameterizedTest
  @EnumSource(AttemptPhase.class)
  void is_taken_for_what_it_is(AttemptPhase phase) {
    int judged = 0;
    for (Provider provider : Provider.KNOWN) {
      for (Sign sign : Sign.all()) {
        if (sign.producible(phase)) {
          judge(sign, phase, provider);
          judged++;
        }
      }
    }
    System.out.printf(
        "%s: %d of %d rows, %d providers%n",
        phase, judged / Provider.KNOWN.size(), Sign.all().size(), Provider.KNOWN.size());
    assertThat(judged).isPositive();
  }

  private static void judge(Sign sign, AttemptPhase phase, Provider provider) {
    String what = "%s, %s, %s".formatted(sign, phase, provider.name());
    Observer observer =
        new Observer(
            new Cluster(sign, phase, provider),
            new Sightings(new ApiReach()),
            OperatorConfig.DEFAULTS);
    TrainingJobStatus status = status(phase);

    // seen for the first time, and again when every grace is over
    SeenAttempt first = observer.observe(job(), status, T0).current().orElseThrow();
    SeenAttempt later = observer.observe(job(), status, T0.plus(GRACE)).current().orElseThrow();
    Optional<EndOfAttempt> end = EndOfAttempt.classify(later.signs(), GRACE);

    boolean inTrouble =
        sign.taint() != null
            && !Sign.NOTICES.contains(sign.taint())
            && !Sign.HINTS.contains(sign.taint());
    if (inTrouble && sign.exit().isEmpty()) {
      assertThat(EndOfAttempt.classify(first.signs(), GRACE)).as(what + ", too early").isEmpty();
    }
    if (sign.podGone() && phase == AttemptPhase.PENDING) {
      // nothing of it ever ran: it is placed again under the same number, and counts for nothing
      assertThat(end).as(what).isEmpty();
      assertThat(later.placed()).as(what).isFalse();
    } else if (sign.means() == Sign.NO_END) {
      assertThat(end).as(what).isEmpty();
    } else {
      assertThat(end)
          .as(what)
          .isPresent()
          .hasValueSatisfying(
              e -> assertThat(sign.means().test(e)).as(what + " was taken for " + e).isTrue());
    }
    if (sign.taint() != null && Sign.NOTICES.contains(sign.taint())) {
      assertThat(first.node().orElseThrow().notices()).as(what).containsExactly(sign.taint());
    }
    if (sign.taint() != null && Sign.HINTS.contains(sign.taint())) {
      assertThat(first.node().orElseThrow().risks()).as(what).containsExactly(sign.taint());
    }
  }

  @Test
  @MayLog(value = "could not be read: no answer", since = "nobody answers")
  void what_cannot_be_seen_is_no_end() {
    for (AttemptPhase phase : AttemptPhase.values()) {
      Observer blind =
          new Observer(new Blind(), new Sightings(new ApiReach()), OperatorConfig.DEFAULTS);
      Observation seen = blind.observe(job(), status(phase), T0.plus(GRACE));
      assertThat(EndOfAttempt.classify(seen.current().orElseThrow().signs(), Duration.ZERO))
          .as("%s", phase)
          .isEmpty();
      // what was asked in vain is to be asked again
      assertThat(seen.unread()).as("%s", phase).isEqualTo(phase.bound);
    }
  }

  @Test
  void a_trainer_that_keepstep_stopped_has_ended_when_it_says_that_it_left() {
    AttemptStatus running = attempt(AttemptPhase.TRAINING);
    AttemptStatus stopped = running.withStopping(StopWords.word(StopCause.MOVED));

    assertThat(endOnAQuietNode(AttemptPhase.TRAINING, stopped)).isEmpty();
    assertThat(endOnAQuietNode(AttemptPhase.LEAVING, running)).isEmpty();
    assertThat(endOnAQuietNode(AttemptPhase.LEAVING, stopped))
        .map(EndOfAttempt::words)
        .contains("Moved (stopped by Keepstep), checkpoint committed");
  }

  private static Optional<EndOfAttempt> endOnAQuietNode(
      AttemptPhase phase, AttemptStatus recorded) {
    Cluster cluster = new Cluster(Sign.NOTHING, phase, Provider.KNOWN.getFirst());
    Observer observer =
        new Observer(cluster, new Sightings(new ApiReach()), OperatorConfig.DEFAULTS);
    SeenAttempt seen = observer.observe(job(), status(recorded), T0).current().orElseThrow();
    return EndOfAttempt.classify(seen.signs(), GRACE);
  }

  private static TrainingJob job() {
    TrainingJob job = new TrainingJob();
    job.setMetadata(
        new ObjectMetaBuilder().withName("job").withNamespace("ns").withUid(UID).build());
    return job;
  }

  private static TrainingJobStatus status(AttemptPhase phase) {
    return status(attempt(phase));
  }

  private static AttemptStatus attempt(AttemptPhase phase) {
    AttemptStatus attempt =
        AttemptStatus.recorded(
            1, "job-1-0", "spot", List.of(), List.of(), "r", "w", T0.toString(), null);
    if (phase.bound) {
      attempt =
          attempt.withNode(
              NODE,
              "zone-a",
              "m.large",
              new AttemptStatus.Charge("1", null, null, null),
              "boot-1",
              T0.toString());
    }
    return attempt;
  }

  private static TrainingJobStatus status(AttemptStatus attempt) {
    TrainingJobStatus none = TrainingJobStatus.empty();
    return new TrainingJobStatus(
        none.state(),
        none.observedGeneration(),
        T0.toString(),
        none.completionTime(),
        none.conditions(),
        attempt,
        none.standby(),
        none.endedStandby(),
        none.progress(),
        none.interruptions(),
        none.failures(),
        none.retries(),
        none.deadline(),
        none.zones(),
        none.cost(),
        none.result());
  }

  /** Nothing is in the caches, and nobody answers. */
  private static final class Blind implements ClusterView {
    @Override
    public Collection<Pod> pods(TrainingJob job) {
      return List.of();
    }

    @Override
    public Collection<Lease> leases(TrainingJob job) {
      return List.of();
    }

    @Override
    public Optional<Node> node(String name) {
      return Optional.empty();
    }

    @Override
    public Fleet fleet() {
      return Fleet.of(List.of());
    }

    @Override
    public Optional<Pod> askForPod(String namespace, String name) {
      throw new IllegalStateException("no answer");
    }

    @Override
    public Optional<Node> askForNode(String name) {
      throw new IllegalStateException("no answer");
    }
  }

  /** The objects as Kubernetes would have them. */
  private record Cluster(Sign sign, AttemptPhase phase, Provider provider) implements ClusterView {
    private static final Map<String, String> LABELS =
        Map.of(Labels.JOB, "job", Labels.JOB_UID, UID, Labels.ATTEMPT, "1");

    @Override
    public Collection<Pod> pods(TrainingJob job) {
      if (sign.podGone()) {
        return List.of();
      }
      PodBuilder pod =
          new PodBuilder()
              .withNewMetadata()
              .withName("job-1-0")
              .withUid("pod-uid")
              .withLabels(LABELS)
              .endMetadata()
              .withNewSpec()
              .withNodeName(phase.bound ? NODE : null)
              .endSpec()
              .withNewStatus()
              .withPhase(
                  sign.exit().isPresent()
                      ? (sign.exit().getAsInt() == 0 ? "Succeeded" : "Failed")
                      : phase.started ? "Running" : "Pending")
              .endStatus();
      if (!phase.bound) {
        pod.editStatus()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .endCondition()
            .endStatus();
      } else {
        pod.editStatus()
            .addToContainerStatuses(
                new ContainerStatusBuilder().withName("trainer").withState(container()).build())
            .endStatus();
      }
      if (sign.disruption() != null) {
        pod.editStatus()
            .addNewCondition()
            .withType("DisruptionTarget")
            .withStatus("True")
            .withReason(sign.disruption())
            .endCondition()
            .endStatus();
      }
      return List.of(pod.build());
    }

    private io.fabric8.kubernetes.api.model.ContainerState container() {
      if (sign.exit().isPresent()) {
        return new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(sign.exit().getAsInt())
            .withReason(sign.oomKilled() ? "OOMKilled" : "Error")
            .endTerminated()
            .build();
      }
      return phase.started
          ? new ContainerStateBuilder().withNewRunning().endRunning().build()
          : new ContainerStateBuilder()
              .withNewWaiting()
              .withReason("ContainerCreating")
              .endWaiting()
              .build();
    }

    @Override
    public Collection<Lease> leases(TrainingJob job) {
      Map<String, String> notes = new HashMap<>();
      phase.reported.ifPresent(p -> notes.put(LeaseKeys.PHASE, p.word()));
      if (phase == AttemptPhase.CHECKPOINTING) {
        notes.put(LeaseKeys.STEP, "50");
        notes.put(LeaseKeys.CHECKPOINT_STEP, "30");
      }
      LeaseBuilder lease =
          new LeaseBuilder()
              .withNewMetadata()
              .withName("job-1")
              .withLabels(LABELS)
              .withAnnotations(notes)
              .endMetadata();
      if (phase.started) {
        lease
            .withNewSpec()
            .withHolderIdentity("pod-uid")
            .withRenewTime(ZonedDateTime.ofInstant(T0, ZoneOffset.UTC))
            .endSpec();
      }
      return List.of(lease.build());
    }

    @Override
    public Optional<Node> node(String name) {
      if (sign.node() == Sign.Node.GONE) {
        return Optional.empty();
      }
      NodeBuilder node =
          new NodeBuilder()
              .withNewMetadata()
              .withName(name)
              .addToLabels(provider.spotLabel().getKey(), provider.spotLabel().getValue())
              .endMetadata()
              .withNewSpec()
              .endSpec()
              .withNewStatus()
              .addNewCondition()
              .withType("Ready")
              .withStatus("True")
              .endCondition()
              .withNewNodeInfo()
              .withBootID(sign.node() == Sign.Node.REBOOTED ? "boot-2" : "boot-1")
              .endNodeInfo()
              .endStatus();
      Stream.concat(
              provider.spotTaints().stream().map(Provider.SpotTaint::key),
              Optional.ofNullable(sign.taint()).stream())
          .forEach(key -> node.editSpec().addNewTaint("NoSchedule", key, null, "").endSpec());
      return Optional.of(node.build());
    }

    @Override
    public Fleet fleet() {
      return Fleet.of(node(NODE).stream().toList());
    }

    @Override
    public Optional<Pod> askForPod(String namespace, String name) {
      return pods(job()).stream().findFirst();
    }

    @Override
    public Optional<Node> askForNode(String name) {
      return node(name);
    }
  }
}
