package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.operator.observe.ClusterView;
import dev.keepstep.operator.observe.Fleet;
import dev.keepstep.operator.observe.LeaseReader;
import dev.keepstep.operator.observe.NodeFacts;
import dev.keepstep.operator.observe.NodeReader;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.PodReader;
import dev.keepstep.operator.observe.Sightings;
import dev.keepstep.operator.observe.SlimObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What wakes the loop, and the caches that it reads. Pods and Leases are watched by their label
 * alone, and an update that says nothing new wakes nobody.
 */
final class EventSources implements ClusterView {
  private static final String BY_NODE = "node";

  private final KubernetesClient client;
  private final InformerEventSource<Pod, TrainingJob> pods;
  private final InformerEventSource<Lease, TrainingJob> leases;
  private final InformerEventSource<Node, TrainingJob> nodes;
  private final CachedFleet fleet = new CachedFleet(this::allNodes);
  private final RushEnd rushEnd;
  private final Sightings sightings;
  private final Rush rush;
  private final Clock clock;

  EventSources(
      KubernetesClient client,
      EventSourceContext<TrainingJob> context,
      Sightings sightings,
      Rush rush,
      Clock clock) {
    this.client = client;
    this.sightings = sightings;
    this.rush = rush;
    this.clock = clock;
    this.rushEnd = new RushEnd(rush, clock);
    this.pods =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, TrainingJob.class)
                .withName("pods")
                .withInformerListLimit(SlimObjects.PAGE)
                .withLabelSelector(Labels.JOB)
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(EventSources::job)
                .withOnUpdateFilter(this::news)
                .withOnDeleteFilter((pod, _) -> remembered(pod, PodReader.read(pod)))
                .build(),
            context);
    this.pods.addIndexers(
        Map.of(
            BY_NODE,
            pod ->
                pod.getSpec() == null || pod.getSpec().getNodeName() == null
                    ? List.of()
                    : List.of(pod.getSpec().getNodeName())));
    this.leases =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Lease.class, TrainingJob.class)
                .withName("leases")
                .withInformerListLimit(SlimObjects.PAGE)
                .withLabelSelector(Labels.JOB)
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(EventSources::job)
                // the operator makes them itself, and there is nothing to read on a new one
                .withOnAddFilter(_ -> false)
                .withOnUpdateFilter(
                    (now, before) -> !LeaseReader.read(now).equals(LeaseReader.read(before)))
                .build(),
            context);
    this.nodes =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Node.class, TrainingJob.class)
                .withName("nodes")
                .withInformerListLimit(SlimObjects.PAGE)
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(this::jobsOn)
                .withOnAddFilter(_ -> fleet.changed())
                .withOnUpdateFilter(
                    (now, before) -> {
                      if (!Fleet.labels(now).equals(Fleet.labels(before))) {
                        fleet.changed();
                      }
                      return !NodeReader.read(now).equals(NodeReader.read(before));
                    })
                .withOnDeleteFilter((_, _) -> fleet.changed())
                .build(),
            context);
  }

  List<EventSource<?, TrainingJob>> all() {
    return List.of(pods, leases, nodes, rushEnd);
  }

  /** Lets the next look see a pod that was just made. */
  void made(Pod pod) {
    pods.handleRecentResourceCreate(ResourceID.fromResource(pod), pod);
  }

  /** The job as the API server has it; empty if it is gone, whoever may have its name now. */
  Optional<TrainingJob> askForJob(TrainingJob job) {
    return Optional.ofNullable(
            client
                .resources(TrainingJob.class)
                .inNamespace(job.getMetadata().getNamespace())
                .withName(job.getMetadata().getName())
                .get())
        .filter(now -> now.getMetadata().getUid().equals(job.getMetadata().getUid()));
  }

  /** Whether a job is to be looked at: not in a rush, if its pod merely comes further. */
  private boolean news(Pod now, Pod before) {
    PodFacts facts = PodReader.read(now);
    remembered(now, facts);
    if (facts.equals(PodReader.read(before))) {
      return false;
    }
    String job = now.getMetadata().getLabels().get(Labels.JOB_UID);
    if (job == null || facts.attempt() == 0 || !facts.onItsWay()) {
      return true;
    }
    Optional<NodeFacts> node = facts.node().flatMap(this::node).map(NodeReader::read);
    // a node with a notice may have said so before anybody knew whose it is
    boolean well = facts.node().isEmpty() || node.filter(NodeFacts::well).isPresent();
    Instant at = clock.instant();
    if (!well || !rush.letPass(job, at)) {
      return true;
    }
    node.ifPresent(n -> sightings.placed(job, facts.attempt(), n, at));
    return false;
  }

  private boolean remembered(Pod pod, PodFacts facts) {
    String job = pod.getMetadata().getLabels().get(Labels.JOB_UID);
    if (job != null && facts.attempt() > 0) {
      sightings.ended(job, facts);
      if (facts.started()) {
        rush.started(job, facts.attempt());
      }
    }
    return true;
  }

  private static Set<ResourceID> job(HasMetadata child) {
    String name = child.getMetadata().getLabels().get(Labels.JOB);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, child.getMetadata().getNamespace()));
  }

  private Collection<Node> allNodes() {
    return nodes.list(_ -> true).toList();
  }

  private Set<ResourceID> jobsOn(Node node) {
    if (!pods.isRunning()) {
      return Set.of(); // caches start side by side, and every job is looked at when they are there
    }
    return pods.byIndex(BY_NODE, node.getMetadata().getName()).stream()
        .flatMap(p -> job(p).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public Collection<Pod> pods(TrainingJob job) {
    return pods.getSecondaryResources(job);
  }

  @Override
  public Collection<Lease> leases(TrainingJob job) {
    return leases.getSecondaryResources(job);
  }

  @Override
  public Optional<Node> node(String name) {
    return nodes.get(new ResourceID(name));
  }

  @Override
  public Fleet fleet() {
    return fleet.get();
  }

  @Override
  public Optional<Pod> askForPod(String namespace, String name) {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<Node> askForNode(String name) {
    return Optional.ofNullable(client.nodes().withName(name).get());
  }
}
