package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.apply.Applier;
import dev.keepstep.operator.apply.EventPublisher;
import dev.keepstep.operator.apply.StatusWriter;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.metrics.OperatorMetrics;
import dev.keepstep.operator.observe.ApiReach;
import dev.keepstep.operator.observe.Observer;
import dev.keepstep.operator.observe.Sightings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after jobs: observe, decide, write the decision down, do it, look again. {@link Round} is
 * one such turn.
 */
@ControllerConfiguration(name = "trainingjob")
public final class TrainingJobReconciler implements Reconciler<TrainingJob> {
  /**
   * A decision leads to the next: recorded, placed. More turns than this in one go are a loop, and
   * the next look goes on with it.
   */
  private static final int TURNS = 6;

  private static final Logger LOG = LoggerFactory.getLogger(TrainingJobReconciler.class);
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration TROUBLE = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Set<Integer> OUTDATED =
      Set.of(HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND);

  /** More in a row are more than a race, and told. */
  static final int CONFLICTS = 8;

  private static final Duration CONFLICT = Duration.ofMillis(10);
  private static final int LOGGED = 400;

  private final OperatorConfig config;
  private final KubernetesClient client;
  private final Clock clock;
  private final OperatorMetrics metrics;
  private final Sightings sightings;
  private final Applier applier;
  private final StatusWriter writer;
  private final EventPublisher events;
  private final Rush rush = new Rush();
  private final Map<String, JobMemory> memories = new ConcurrentHashMap<>();
  private @Nullable EventSources sources;

  public TrainingJobReconciler(
      OperatorConfig config,
      KubernetesClient client,
      Clock clock,
      OperatorMetrics metrics,
      ApiReach reach) {
    this.config = config;
    this.sightings = new Sightings(reach);
    this.client = client;
    this.clock = clock;
    this.metrics = metrics;
    this.applier = new Applier(client, clock);
    this.writer = new StatusWriter(client);
    this.events = new EventPublisher(client, clock);
  }

  @Override
  public List<EventSource<?, TrainingJob>> prepareEventSources(
      EventSourceContext<TrainingJob> context) {
    sources = new EventSources(client, context, sightings, rush, clock);
    return sources.all();
  }

  @Override
  public UpdateControl<TrainingJob> reconcile(TrainingJob cached, Context<TrainingJob> context) {
    if (context.isPrimaryResourceDeleted()) {
      memories.remove(cached.getMetadata().getUid());
      metrics.gone(cached.getMetadata().getUid());
      sightings.gone(cached.getMetadata().getUid());
      rush.release(cached.getMetadata().getUid());
      return UpdateControl.noUpdate();
    }
    EventSources view = Objects.requireNonNull(sources);
    JobMemory memory =
        memories.computeIfAbsent(cached.getMetadata().getUid(), _ -> new JobMemory());
    try {
      Optional<TrainingJob> job = Newest.of(cached, view, memory);
      memory.unread = false;
      Optional<Duration> again = job.flatMap(j -> lookAfter(j, view, memory));
      memory.conflicts = 0;
      if (!memory.unread) {
        memory.troubles = 0;
      }
      return again
          .map(d -> memory.unread ? shorter(d, troubled(memory)) : d)
          .map(d -> UpdateControl.<TrainingJob>noUpdate().rescheduleAfter(d.isZero() ? SOON : d))
          .orElseGet(UpdateControl::noUpdate);
    } catch (Applier.Outdated e) {
      return outdated(memory);
    } catch (KubernetesClientException e) {
      if (OUTDATED.contains(e.getCode()) && memory.conflicts < CONFLICTS) {
        return outdated(memory);
      }
      // What could not be read or written says nothing about the job: look again, ever more rarely.
      memory.behind |= OUTDATED.contains(e.getCode());
      Duration wait = troubled(memory);
      LOG.warn(
          "{}/{}: the API server could not be asked, again in {} ms: {}",
          cached.getMetadata().getNamespace(),
          cached.getMetadata().getName(),
          wait.toMillis(),
          firstLine(e));
      return UpdateControl.<TrainingJob>noUpdate().rescheduleAfter(wait);
    }
  }

  /**
   * Another wrote or deleted meanwhile, so what was decided on is old: asked anew and looked at
   * again.
   */
  private static UpdateControl<TrainingJob> outdated(JobMemory memory) {
    memory.behind = true;
    return UpdateControl.<TrainingJob>noUpdate()
        .rescheduleAfter(doubled(CONFLICT, memory.conflicts++));
  }

  /** Does what the job asks for; gives back when to look again, empty when it is not ours. */
  private Optional<Duration> lookAfter(TrainingJob job, EventSources view, JobMemory memory) {
    boolean deleted = job.getMetadata().getDeletionTimestamp() != null;
    if (!ours(job.getSpec()) || deleted && !Farewell.awaited(job)) {
      return Optional.empty();
    }
    if (deleted) {
      return new Farewell(job, view, applier, events, memory, config.cleanupImage(), clock).go();
    }
    if (Farewell.wanted(job) == Farewell.awaited(job)) {
      return Optional.of(look(job, view, memory));
    }
    // before anything is there to be deleted
    TrainingJob held = applier.finalizer(job, Farewell.wanted(job));
    memory.answered = held;
    return Optional.of(look(held, view, memory));
  }

  private Duration look(TrainingJob job, EventSources view, JobMemory memory) {
    String uid = job.getMetadata().getUid();
    rush.look(uid);
    Duration unhurried = Unhurried.interval(config.statusInterval(), memories.size());
    Round round =
        new Round(
            job,
            view,
            new Observer(view, sightings, config),
            applier,
            new Telling(job, writer, events, memory, unhurried, rush),
            memory,
            sightings,
            config,
            unhurried,
            rush,
            clock);
    TrainingJobStatus status = round.recorded();
    Duration again = Round.AT_ONCE;
    for (int turn = 0; turn < TURNS && again.equals(Round.AT_ONCE); turn++) {
      Round.Turn next = round.turn(status);
      status = next.status();
      again = next.again();
    }
    metrics.looked(job, status);
    return memory.held == null && rush.release(uid) ? SOON : again;
  }

  /** When to ask an API server again that gave no answer. */
  private static Duration troubled(JobMemory memory) {
    return doubled(TROUBLE, memory.troubles++);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** The first wait, then doubling, ten seconds at most; for as long as it takes. */
  private static Duration doubled(Duration first, int before) {
    Duration wait = first.multipliedBy(1L << Math.min(before, 10));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage());
    return text.substring(0, Math.min(text.length(), LOGGED)).lines().findFirst().orElse("");
  }

  private static boolean ours(TrainingJobSpec spec) {
    return spec.managedBy() == null || spec.managedBy().equals(TrainingJobSpec.MANAGED_BY_KEEPSTEP);
  }
}
