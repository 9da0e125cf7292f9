package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.restart.EndSigns;
import dev.keepstep.core.decide.restart.NodeState;
import dev.keepstep.core.decide.restart.PodState;
import dev.keepstep.core.decide.restart.StopCause;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.config.Provider;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the cluster, once per round; used by one thread. */
public final class Observer {
  private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

  private final ClusterView view;
  private final Sightings sightings;
  private final OperatorConfig config;
  private boolean unread;

  public Observer(ClusterView view, Sightings sightings, OperatorConfig config) {
    this.view = view;
    this.sightings = sightings;
    this.config = config;
  }

  /**
   * Everything that bears on the job now.
   *
   * @param status what is recorded of it; of a status that was lost, what was rebuilt
   */
  public Observation observe(TrainingJob job, TrainingJobStatus status, Instant now) {
    unread = false;
    Map<String, Pod> pods =
        view.pods(job).stream()
            .filter(p -> ours(job, p))
            .collect(Collectors.toMap(p -> p.getMetadata().getName(), Function.identity()));
    Map<Integer, LeaseFacts> leases =
        view.leases(job).stream()
            .filter(l -> ours(job, l))
            .filter(l -> PodReader.attempt(l.getMetadata().getLabels()).isPresent())
            .collect(
                Collectors.toMap(
                    l -> PodReader.attempt(l.getMetadata().getLabels()).orElseThrow(),
                    LeaseReader::read,
                    (a, _) -> a));
    Optional<SeenAttempt> current =
        Optional.ofNullable(status.attempt()).map(a -> see(job, a, pods, leases, now));
    Optional<SeenAttempt> standby =
        Optional.ofNullable(status.standby()).map(a -> see(job, a, pods, leases, now));
    Set<String> named = new HashSet<>();
    Stream.concat(current.stream(), standby.stream())
        .forEach(a -> named.add(Names.pod(name(job), a.number(), 0)));
    List<PodFacts> others =
        pods.values().stream()
            .filter(p -> !named.contains(p.getMetadata().getName()))
            .map(PodReader::read)
            .toList();
    List<String> othersGone =
        others.stream()
            .filter(p -> !p.terminal())
            .filter(p -> p.node().map(this::node).filter(Observer::beyondReach).isPresent())
            .map(PodFacts::name)
            .toList();
    return new Observation(
        now,
        unread,
        current,
        standby,
        others,
        othersGone,
        Stream.of(
                pods.values().stream().map(p -> PodReader.attempt(p.getMetadata().getLabels())),
                leases.keySet().stream().map(Optional::of),
                Stream.of(Optional.of(status.newestAttempt())))
            .flatMap(Function.identity())
            .flatMap(Optional::stream)
            .mapToInt(Integer::intValue)
            .max()
            .orElse(0),
        providers(),
        costs(job),
        view.fleet().zones());
  }

  /** What the attempts' Leases keep of their costs. */
  private Map<Integer, AttemptCost> costs(TrainingJob job) {
    return AttemptCost.byAttempt(
        view.leases(job).stream().filter(l -> ours(job, l)).flatMap(LeaseReader::costs));
  }

  private SeenAttempt see(
      TrainingJob job,
      AttemptStatus recorded,
      Map<String, Pod> pods,
      Map<Integer, LeaseFacts> leases,
      Instant now) {
    String podName = Names.pod(name(job), recorded.number(), 0);
    String key = job.getMetadata().getNamespace() + "/" + Names.lease(name(job), recorded.number());
    LeaseFacts lease = leases.getOrDefault(recorded.number(), LeaseFacts.SILENT);
    Sightings.Beat beat = sightings.beat(key, lease, now);

    // A cache may not have what was just made: an absence counts only if the attempt is known to
    // have run, and if the API server confirms it.
    Optional<Sightings.Placed> noted =
        sightings.placed(job.getMetadata().getUid(), recorded.number());
    boolean ran =
        lease.alive()
            || recorded.scheduledAt() != null
            || recorded.aliveAt() != null
            || noted.isPresent();
    boolean absenceCounts = (ran || recorded.stopping() != null) && recorded.end() == null;
    PodState podState = PodState.UNKNOWN;
    Optional<Pod> found = Optional.ofNullable(pods.get(podName));
    if (found.isEmpty() && absenceCounts) {
      try {
        podState = PodState.GONE;
        found = view.askForPod(job.getMetadata().getNamespace(), podName).filter(p -> ours(job, p));
      } catch (RuntimeException e) {
        LOG.warn(
            "{}/{}: pod {} could not be read: {}",
            job.getMetadata().getNamespace(),
            name(job),
            podName,
            e.getMessage());
        podState = PodState.UNKNOWN;
        unread = true;
      }
    }
    Optional<PodFacts> pod = found.map(PodReader::read);
    if (pod.isPresent()) {
      podState = pod.get().terminal() ? PodState.TERMINAL : PodState.PRESENT;
    } else if (podState == PodState.GONE) {
      pod = sightings.lastWords(job.getMetadata().getUid(), recorded.number());
    }
    Optional<NodeFacts> node =
        pod.flatMap(PodFacts::node)
            .or(() -> Optional.ofNullable(recorded.node()))
            .or(() -> noted.map(n -> n.node().name()))
            .map(this::node);
    return new SeenAttempt(
        recorded,
        pod,
        pod.isPresent() || ran || recorded.stopping() != null,
        lease,
        beat.beatAt(),
        beat.movedAt(),
        node,
        signs(recorded, podState, pod, lease, node, now),
        asking(pod, now),
        noted);
  }

  private EndSigns signs(
      AttemptStatus recorded,
      PodState podState,
      Optional<PodFacts> pod,
      LeaseFacts lease,
      Optional<NodeFacts> node,
      Instant now) {
    Set<String> notices = new HashSet<>(node.map(NodeFacts::notices).orElse(Set.of()));
    if (recorded.noticeSign() != null) {
      notices.add(recorded.noticeSign()); // the node that said so may be gone by now
    }
    Optional<StopCause> stopping = StopWords.parse(recorded.stopping());
    return new EndSigns(
        podState,
        exitCode(pod, lease, stopping),
        pod.filter(PodFacts::oomKilled).isPresent(),
        pod.filter(PodFacts::deleting).isPresent() && stopping.isEmpty(),
        pod.flatMap(PodFacts::disruption),
        node.map(NodeFacts::state).orElse(NodeState.UNKNOWN),
        node.map(n -> sightings.nodeAge(n, now)).orElse(Duration.ZERO),
        notices,
        recorded.bootId() != null
            && node.flatMap(NodeFacts::bootId)
                .filter(b -> !b.equals(recorded.bootId()))
                .isPresent(),
        stopping,
        pod.flatMap(PodFacts::message).map(m -> m.cause()));
  }

  /**
   * The container's; or that of a trainer that Keepstep stopped and that says that it has left. The
   * kubelet sees the end of a container up to a second after it, and a standby waits for that.
   */
  private static OptionalInt exitCode(
      Optional<PodFacts> pod, LeaseFacts lease, Optional<StopCause> stopping) {
    OptionalInt seen = pod.map(PodFacts::exitCode).orElse(OptionalInt.empty());
    boolean left = stopping.isPresent() && lease.phase().filter(p -> p == Phase.LEFT).isPresent();
    return seen.isEmpty() && left ? OptionalInt.of(ExitCode.INTERRUPTED_COMMITTED.code()) : seen;
  }

  private Optional<Instant> asking(Optional<PodFacts> pod, Instant now) {
    if (pod.isEmpty()) {
      return Optional.empty();
    }
    if (pod.get().unschedulable().isPresent()) {
      return Optional.of(sightings.unschedulableSince(pod.get().uid(), now));
    }
    sightings.schedulable(pod.get().uid());
    return Optional.empty();
  }

  private NodeFacts node(String name) {
    return view.node(name)
        .map(NodeReader::read)
        .orElseGet(
            () -> {
              try {
                return view.askForNode(name).map(NodeReader::read).orElse(NodeFacts.gone(name));
              } catch (RuntimeException e) {
                LOG.warn("node {} could not be read: {}", name, e.getMessage());
                unread = true;
                return NodeFacts.unknown(name);
              }
            });
  }

  private static boolean beyondReach(NodeFacts node) {
    return node.state() == NodeState.GONE || node.state() == NodeState.OUT_OF_SERVICE;
  }

  /** Those whose labels some node carries; none found: all that are known. */
  private List<Provider> providers() {
    if (config.provider().isPresent()) {
      return List.of(config.provider().get());
    }
    List<Provider> found = view.fleet().providers();
    return found.isEmpty() ? Provider.KNOWN : found;
  }

  /**
   * By UID, so that what a deleted job of the same name left behind is not taken for this one's.
   */
  private static boolean ours(TrainingJob job, HasMetadata child) {
    Map<String, String> labels = child.getMetadata().getLabels();
    return labels != null && job.getMetadata().getUid().equals(labels.get(Labels.JOB_UID));
  }

  private static String name(TrainingJob job) {
    return job.getMetadata().getName();
  }
}
