package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.Words;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/** Follows one job to its end: tells what its status says and takes its nodes away as planned. */
public final class JobFollower {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /** An attempt does so many before its node is taken, so that there is something to lose. */
  private static final long LEAST_STEPS = 20;

  /** Conditions that say why a job stands still, the most telling first. */
  private static final List<String> WHY = List.of("StorageReady", "Placed", "Training");

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final KubernetesClient client;
  private final String namespace;
  private final BiConsumer<InterruptionPlan.Kind, AttemptStatus> taker;
  private final Duration patience;
  private final LiveLine live;
  private final Narrator narrator = new Narrator();
  private final TreeMap<Integer, RunRecord.AttemptSpan> spans = new TreeMap<>();
  private final TreeMap<Integer, InterruptionPlan.Kind> taken = new TreeMap<>();
  private final List<CompletableFuture<Void>> interrupting = new ArrayList<>();
  private TrainingJobStatus newest = TrainingJobStatus.empty();
  private Instant answered = Instant.now();

  /** A follower that takes nodes away as the site does. */
  public JobFollower(Site site, LiveLine live) {
    this(site.client(), site.namespace(), site::interrupt, PATIENCE, live);
  }

  /**
   * A follower that takes nothing away.
   *
   * @param patience for how long a job may stand still
   */
  public JobFollower(KubernetesClient client, String namespace, Duration patience, LiveLine live) {
    this(client, namespace, (_, _) -> {}, patience, live);
  }

  private JobFollower(
      KubernetesClient client,
      String namespace,
      BiConsumer<InterruptionPlan.Kind, AttemptStatus> taker,
      Duration patience,
      LiveLine live) {
    this.client = client;
    this.namespace = namespace;
    this.taker = taker;
    this.patience = patience;
    this.live = live;
  }

  /**
   * Follows a job that was applied, and tells how it goes.
   *
   * @throws UserError if it fails, or nothing of it moves for too long
   */
  public RunRecord follow(TrainingJob job) throws InterruptedException {
    return follow(job, InterruptionPlan.NONE, true);
  }

  /**
   * Follows a job that was applied.
   *
   * @param told whether interruptions and progress are told
   * @throws UserError if it fails, or nothing of it moves for five minutes
   */
  public RunRecord follow(TrainingJob job, InterruptionPlan plan, boolean told)
      throws InterruptedException {
    String name = job.getMetadata().getName();
    long steps = job.getSpec().training().steps();
    Instant applied = Instant.now();
    Instant moved = applied;
    String before = "";
    while (true) {
      TrainingJobStatus status = read(name);
      note(status);
      String now = marks(status);
      if (!now.equals(before)) {
        before = now;
        moved = Instant.now();
      }
      if (told) {
        tell(status, steps);
      }
      if (isTrue(status, "Complete")) {
        awaitInterruptions();
        int due = taken.size();
        if (due < plan.interruptions().size()) {
          live.say(
              "  note        the training ended with %s still to come: more --steps leave room"
                  .formatted(Words.count(plan.interruptions().size() - due, "interruption")));
        }
        return record(job, status, applied);
      }
      failIfOver(name, status, moved);
      AttemptStatus attempt = status.attempt();
      int due = taken.size();
      if (due < plan.interruptions().size()
          && attempt != null
          && (taken.isEmpty() || attempt.number() > taken.lastKey())
          && attempt.trainingAt() != null
          && attempt.node() != null
          && step(status) >= plan.interruptions().get(due).step()
          && step(status) >= resumedAt(attempt) + LEAST_STEPS) {
        interrupt(plan.interruptions().get(due).kind(), attempt);
      }
      Thread.sleep(LOOK);
    }
  }

  /**
   * The job's status; the newest that is known while the API server does not answer, which is not
   * the job's fault.
   */
  private TrainingJobStatus read(String name) {
    try {
      TrainingJob job =
          client.resources(TrainingJob.class).inNamespace(namespace).withName(name).get();
      if (job == null) {
        throw UserError.failed(
            "trainingjob/" + name + " is gone: somebody has deleted it", "run the command again");
      }
      answered = Instant.now();
      newest = Optional.ofNullable(job.getStatus()).orElseGet(TrainingJobStatus::empty);
      return newest;
    } catch (KubernetesClientException e) {
      if (Duration.between(answered, Instant.now()).compareTo(SILENCE) < 0) {
        return newest;
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw UserError.failed(
          "cannot read trainingjob/%s: %s".formatted(name, cause),
          "see whether the cluster still runs");
    }
  }

  private void tell(TrainingJobStatus status, long steps) {
    String clock = LocalTime.now().format(CLOCK);
    narrator.news(status).forEach(line -> live.say("  " + clock + "  " + line));
    Narrator.live(status, steps).ifPresent(line -> live.show(line, (double) step(status) / steps));
  }

  /** Which attempts were taken away so far, and how. */
  public SortedMap<Integer, InterruptionPlan.Kind> taken() {
    return Collections.unmodifiableSortedMap(taken);
  }

  private void interrupt(InterruptionPlan.Kind kind, AttemptStatus attempt) {
    taken.put(attempt.number(), kind);
    interrupting.add(CompletableFuture.runAsync(() -> taker.accept(kind, attempt)));
  }

  private void awaitInterruptions() throws InterruptedException {
    for (CompletableFuture<Void> future : interrupting) {
      try {
        future.get();
      } catch (ExecutionException e) {
        throw UserError.failed(
            "a node could not be taken away: " + Objects.requireNonNull(e.getCause()).getMessage(),
            "run the command again");
      }
    }
  }

  /** Where each attempt was, and from when to when. */
  private void note(TrainingJobStatus status) {
    Instant now = Instant.now();
    AttemptStatus attempt = status.attempt();
    if (attempt == null || attempt.number() == null || attempt.node() == null) {
      return;
    }
    spans.merge(
        attempt.number(),
        new RunRecord.AttemptSpan(
            attempt.number(),
            Objects.requireNonNullElse(attempt.capacity(), "-"),
            Objects.requireNonNullElse(attempt.zone(), "-"),
            attempt.node(),
            now,
            now),
        (old, _) ->
            new RunRecord.AttemptSpan(
                old.number(), old.capacity(), old.zone(), old.node(), old.from(), now));
  }

  private RunRecord record(TrainingJob job, TrainingJobStatus status, Instant applied) {
    List<Interruption> interruptions =
        status.interruptions() == null ? List.of() : status.interruptions().recent();
    String fingerprint =
        status.result() == null || status.result().fingerprint() == null
            ? ""
            : status.result().fingerprint();
    return new RunRecord(
        job.getMetadata().getName(),
        Objects.requireNonNull(job.getSpec().checkpoint().s3().prefix()),
        job.getSpec().training().steps(),
        List.copyOf(spans.values()),
        interruptions,
        fingerprint,
        RunRecord.sorted(status.result() == null ? java.util.Map.of() : status.result().metrics()),
        condition(status, "Reproducible").map(Condition::getMessage).orElse(""),
        Optional.ofNullable(status.cost()).filter(c -> c.currency() != null),
        applied,
        Duration.between(applied, Instant.now()).truncatedTo(ChronoUnit.MILLIS));
  }

  private void failIfOver(String name, TrainingJobStatus status, Instant moved) {
    if (isTrue(status, "Failed")) {
      throw UserError.failed(
          "trainingjob/%s failed: %s"
              .formatted(
                  name,
                  condition(status, "Failed").map(Condition::getMessage).orElse("no message")),
          "kubectl -n %s describe trainingjob %s".formatted(namespace, name));
    }
    if (Duration.between(moved, Instant.now()).compareTo(patience) > 0) {
      String why =
          WHY.stream()
              .flatMap(type -> condition(status, type).stream())
              .filter(c -> "False".equals(c.getStatus()) && !c.getMessage().isEmpty())
              .map(c -> c.getType() + " is False: " + c.getMessage())
              .findFirst()
              .orElse("its status says no more");
      throw UserError.failed(
          "trainingjob/%s has not moved for %d minutes: %s"
              .formatted(name, patience.toMinutes(), why),
          "run with --keep and look with kubectl describe");
    }
  }

  /** What must change for a job to count as moving. */
  private static String marks(TrainingJobStatus status) {
    AttemptStatus attempt = status.attempt();
    return "%s %s %s"
        .formatted(status.state(), attempt == null ? "" : attempt.number(), step(status));
  }

  private static long resumedAt(AttemptStatus attempt) {
    return Objects.requireNonNullElse(attempt.resumedAtStep(), 0L);
  }

  static long step(TrainingJobStatus status) {
    return status.progress() == null || status.progress().step() == null
        ? 0
        : status.progress().step();
  }

  private static boolean isTrue(TrainingJobStatus status, String type) {
    return condition(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  private static Optional<Condition> condition(TrainingJobStatus status, String type) {
    return status.conditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
