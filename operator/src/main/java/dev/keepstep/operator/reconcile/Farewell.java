package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.CheckpointSpec.OnDelete;
import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.operator.apply.Applier;
import dev.keepstep.operator.apply.EventPublisher;
import dev.keepstep.operator.observe.PodFacts;
import dev.keepstep.operator.observe.PodReader;
import dev.keepstep.operator.status.Transitions.Told;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job that is being deleted and whose objects in S3 are to go first: its trainers are stopped,
 * then a pod with their identity deletes what they wrote, then the job's object is let go. Each
 * look goes on from what is there, so an operator that starts anew loses nothing.
 */
final class Farewell {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final TrainingJob job;
  private final EventSources view;
  private final Applier applier;
  private final EventPublisher events;
  private final JobMemory memory;
  private final Optional<String> image;
  private final Clock clock;

  Farewell(
      TrainingJob job,
      EventSources view,
      Applier applier,
      EventPublisher events,
      JobMemory memory,
      Optional<String> image,
      Clock clock) {
    this.job = job;
    this.view = view;
    this.applier = applier;
    this.events = events;
    this.memory = memory;
    this.image = image;
    this.clock = clock;
  }

  /** Whether the job's deletion waits for this operator. */
  static boolean awaited(TrainingJob job) {
    return job.getMetadata().getFinalizers().contains(Labels.CHECKPOINTS_FINALIZER);
  }

  /** Whether it should. */
  static boolean wanted(TrainingJob job) {
    return job.getSpec().checkpoint().onDelete() == OnDelete.DELETE;
  }

  /** Does what can be done now; gives back when to look again, empty when the job is let go. */
  Optional<Duration> go() {
    if (memory.released) {
      return Optional.empty(); // the cache learns of that later; till then there is nothing to do
    }
    if (!wanted(job)) {
      return released(
          "spec.checkpoint.onDelete is Retain now: what the run left in S3 stays there");
    }
    List<Pod> pods = view.pods(job).stream().filter(this::ours).toList();
    boolean trained =
        job.getStatus() != null && job.getStatus().attempt() != null
            || view.leases(job).stream().anyMatch(l -> ours(l.getMetadata().getLabels()));
    if (!trained && pods.isEmpty()) {
      release(); // no attempt was ever placed, so there is nothing to delete
      return Optional.empty();
    }
    String cleanup = Names.cleanup(job.getMetadata().getName());
    List<PodFacts> trainers =
        pods.stream()
            .filter(p -> !p.getMetadata().getName().equals(cleanup))
            .map(PodReader::read)
            .filter(p -> !p.terminal())
            .toList();
    if (!trainers.isEmpty()) {
      trainers.forEach(this::stop);
      return Optional.of(LOOK);
    }
    return pods.stream()
        .filter(p -> p.getMetadata().getName().equals(cleanup))
        .findFirst()
        .map(this::follow)
        .orElseGet(this::begin);
  }

  private void stop(PodFacts trainer) {
    if (nodeGone(trainer)) {
      applier.remove(job, trainer.name());
    } else if (!trainer.deleting()) {
      applier.stop(job, trainer.name());
    }
  }

  /** Nobody is left there who could end the pod. */
  private boolean nodeGone(PodFacts pod) {
    return pod.node().filter(n -> view.askForNode(n).isEmpty()).isPresent();
  }

  private Optional<Duration> begin() {
    Duration pause = Duration.between(clock.instant(), memory.cleanupNotBefore);
    if (pause.isPositive()) {
      return Optional.of(pause);
    }
    // what deletes for good does not begin on the word of a cache
    Optional<TrainingJob> now = view.askForJob(job);
    if (now.filter(Farewell::awaited).filter(Farewell::wanted).isEmpty()) {
      memory.behind = true;
      return now.map(_ -> LOOK);
    }
    return switch (applier.cleanup(job, image, view::made)) {
      case Applier.Cleanup.Made _ -> Optional.of(LONGEST); // its end wakes us
      case Applier.Cleanup.NamespaceGoes _ -> {
        events.publishOnNamespace(
            job,
            new Told(
                true,
                "CheckpointsKept",
                "TrainingJob %s: its namespace is being deleted and takes no cleanup pod, so what the run left in S3 stays there"
                    .formatted(job.getMetadata().getName())));
        release();
        yield Optional.empty();
      }
      case Applier.Cleanup.Refused refused -> {
        tell(true, "CleanupFailed", "the cleanup pod was refused: " + refused.problem().message());
        memory.cleanupNotBefore = clock.instant().plus(later());
        yield Optional.of(LOOK);
      }
    };
  }

  private Optional<Duration> follow(Pod pod) {
    PodFacts facts = PodReader.read(pod);
    if (!facts.terminal()) {
      if (nodeGone(facts)) {
        applier.remove(job, facts.name());
      }
      facts
          .waiting()
          .ifPresent(
              w ->
                  tell(
                      true,
                      "CleanupWaiting",
                      "pod %s: %s %s".formatted(facts.name(), w.reason(), w.message()).strip()));
      return Optional.of(LONGEST);
    }
    boolean done = facts.exitCode().orElse(1) == 0;
    String said =
        facts
            .message()
            .map(TerminationMessage::message)
            .orElse(
                "pod %s ended with %s"
                    .formatted(
                        facts.name(),
                        facts.exitCode().isPresent()
                            ? "exit code " + facts.exitCode().getAsInt()
                            : "no exit code"));
    if (done) {
      boolean takenOver = facts.message().filter(m -> m.cause().equals("TakenOver")).isPresent();
      tell(takenOver, takenOver ? "CheckpointsKept" : "CheckpointsDeleted", said);
      // The job first: an operator that dies in between finds nothing to do, and not a run whose
      // cleanup pod is missing. The pod is the job's, so it would be collected with it.
      release();
      applier.stop(job, facts.name());
      return Optional.empty();
    }
    if (!facts.deleting()) {
      tell(
          true,
          "CleanupFailed",
          said + "; tried again, unless spec.checkpoint.onDelete is set to Retain");
      memory.cleanupNotBefore = clock.instant().plus(later());
      applier.stop(job, facts.name());
    }
    return Optional.of(LOOK);
  }

  private Optional<Duration> released(String why) {
    tell(false, "CheckpointsKept", why);
    release();
    return Optional.empty();
  }

  private void release() {
    applier.finalizer(job, false);
    memory.released = true;
  }

  /** Ever more rarely. */
  private Duration later() {
    Duration wait = LOOK.multipliedBy(1L << Math.min(memory.cleanups++, 10));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private void tell(boolean warning, String reason, String message) {
    events.publish(job, List.of(new Told(warning, reason, message)));
  }

  private boolean ours(Pod pod) {
    return ours(pod.getMetadata().getLabels());
  }

  private boolean ours(Map<String, String> labels) {
    return labels != null && job.getMetadata().getUid().equals(labels.get(Labels.JOB_UID));
  }
}
