package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.AsyncCheckpointer;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointWriter;
import dev.keepstep.core.checkpoint.Lineage;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.Retention;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.ReplayCheck;
import dev.keepstep.core.proof.Trail;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.checkpoint.CheckpointSchedule;
import dev.keepstep.trainer.report.Curve;
import dev.keepstep.trainer.report.Journal;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import dev.keepstep.trainer.spi.Training;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One attempt from its first question to its ending. */
final class Attempt {
  private static final int WARM_UP_STEPS = 5;
  private static final Duration HANDOVER_POLL = Duration.ofMillis(100);
  private static final Duration LAST_SAVE = Duration.ofMinutes(10);

  private final Settings settings;
  private final TrainerSpec spec;
  private final ObjectStore store;
  private final Function<String, ObjectStore> buckets;
  private final CheckpointKeys keys;
  private final Writers writers;
  private final Progress progress;
  private final LeaseReporter lease;
  private final Lines lines;
  private final StopSignal stop;

  Attempt(
      Settings settings,
      ObjectStore store,
      Function<String, ObjectStore> buckets,
      Progress progress,
      LeaseReporter lease,
      Lines lines,
      StopSignal stop) {
    this.settings = settings;
    this.spec = settings.spec();
    this.store = store;
    this.buckets = buckets;
    this.keys = new CheckpointKeys(spec.storage().prefix());
    this.writers = new Writers(store, keys);
    this.progress = progress;
    this.lease = lease;
    this.lines = lines;
    this.stop = stop;
  }

  /** Does all of it. Failures that are known come as the exceptions that {@link Ending} reads. */
  Ending run() throws InterruptedException {
    Prepared prepared = Prepared.prepare(settings, new StorageInputs(buckets));
    if (stop.requested()) {
      return Endings.interrupted(progress);
    }
    Training training = prepared.training();
    Forking forking = new Forking(spec, store, buckets);
    Optional<Lineage> parent = forking.establish(training, named -> identity(prepared, named));
    compareEnvelopes(prepared);

    lease.update(l -> l.withPhase(Phase.RESTORING));
    Restoring restoring = new Restoring(store, keys, training, progress, lease, lines);
    Start from = start(restoring, forking, training, parent);
    if (settings.env().standby()) {
      warmUp(training, from.step());
      if (!waitForHandover()) {
        return Endings.interrupted(progress);
      }
      lease.update(l -> l.withPhase(Phase.RESTORING));
      from = start(restoring, forking, training, parent);
    }
    if (stop.requested()) {
      return Endings.interrupted(progress);
    }
    if (from.step() == 0 && !settings.program().builtIn()) {
      rehearse(training);
    }
    return train(prepared, from);
  }

  private void rehearse(Training training) {
    Optional<String> difference = Rehearsal.difference(training);
    if (difference.isPresent()) {
      String sentence =
          "program %s cannot be resumed bit for bit: %s"
              .formatted(settings.program().versioned(), difference.get());
      if (spec.reproducibility().onMismatch().equals("Fail")) {
        throw new Ending.Reached(Ending.of(ExitCode.REPLAY_MISMATCH, "ReplayMismatch", sentence));
      }
      lines.say("warning: " + sentence);
    }
  }

  /**
   * Where an attempt begins.
   *
   * @param own the run's checkpoint that it resumes from; empty: the run's own beginning
   */
  private record Start(long step, Optional<CheckpointId> own) {}

  private Start start(
      Restoring restoring, Forking forking, Training training, Optional<Lineage> parent) {
    Optional<CheckpointId> own = restoring.restore();
    if (own.isEmpty() && parent.isPresent()) {
      forking.begin(training, parent.get());
      lines.say("forked from " + parent.get().text());
      return new Start(parent.get().id().step(), own);
    }
    return new Start(own.map(CheckpointId::step).orElse(0L), own);
  }

  private Ending train(Prepared prepared, Start from) throws InterruptedException {
    Trail recorded = TrailLog.readAll(store, keys);
    Writers.Claim claim = writers.claim(info(prepared.envelope(), from.own()));
    long first = from.step();
    progress.resumed(first);
    progress.atStake(true);
    lease.update(l -> l.withResumedAt(first).withPhase(Phase.TRAINING));
    lines.say(
        "training from step %d of %d as writer %d".formatted(first, spec.steps(), claim.number()));
    Ending ending = train(prepared, claim, from, recorded);
    try {
      writers.leave(claim);
    } catch (StorageFailure e) {
      // a job that takes this one's place waits a little; the ending is what it is
    }
    if (ending.code() == ExitCode.INTERRUPTED_COMMITTED) {
      lease.update(l -> l.withPhase(Phase.LEFT));
    }
    return ending;
  }

  private Ending train(Prepared prepared, Writers.Claim claim, Start from, Trail recorded)
      throws InterruptedException {
    Training training = prepared.training();
    long first = from.step();
    TrailLog trail = new TrailLog(store, keys, claim.number());
    Curve curve = new Curve(keys.result(""), claim.number(), spec.steps());
    Mismatches mismatches =
        new Mismatches(
            trail,
            new ReplayCheck(recorded),
            new Evidence(
                store,
                keys,
                claim.number(),
                prepared.envelope(),
                training.digested().stream().map(Tensor::name).toList()),
            spec.reproducibility().onMismatch().equals("Fail"),
            lease,
            lines);
    CheckpointWriter writer = new CheckpointWriter(store, keys, claim);
    try (Journal _ =
            new Journal(
                trail,
                curve,
                lines.transcript(),
                keys.result("log/%06d.txt".formatted(claim.number())),
                store);
        AsyncCheckpointer checkpointer =
            new AsyncCheckpointer(
                writer, Optional.of(new Retention(store, keys, spec.retainLast())))) {
      checkpointer.prepare(training.state());
      Saver saver =
          new Saver(
              checkpointer,
              new CheckpointSchedule(
                  spec.interval(),
                  spec.meanTimeBetweenInterruptions(),
                  Duration.ofNanos(System.nanoTime())),
              training,
              mismatches,
              progress,
              lease,
              lines);
      if (from.own().isEmpty() && first > 0) {
        // a copy of its own: the other run may go on, and delete what it no longer needs
        save(saver, training, first);
      }
      new TrainingLoop(training, saver, mismatches, progress, curve, lease, lines, stop)
          .run(first, spec.steps());

      long step = progress.step();
      boolean finished = step == spec.steps();
      save(saver, training, step);
      progress.atStake(false);
      if (!finished || stop.requested()) {
        return Endings.interrupted(progress);
      }
      return new Finish(settings, store, keys, prepared, progress, mismatches, curve, lease, stop)
          .run();
    }
  }

  /** Commits a step, however long storage fails; a stop's own deadline is the grace period's. */
  private void save(Saver saver, Training training, long step) throws InterruptedException {
    long giveUpAt = System.nanoTime() + LAST_SAVE.toNanos();
    boolean finished = step == spec.steps();
    Optional<StorageFailure> failed =
        saver.now(
            step,
            training.epochOf(step),
            () -> System.nanoTime() - giveUpAt > 0 || finished && stop.requested());
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  private RunIdentity identity(Prepared prepared, Optional<String> parent) {
    return new RunIdentity(
        spec.seed(),
        spec.steps(),
        settings.parameters(),
        settings.program().identity(),
        prepared.dataDigest(),
        parent);
  }

  private WriterInfo info(Envelope envelope, Optional<CheckpointId> from) {
    return new WriterInfo(
        settings.env().uid(),
        settings.env().attempt(),
        settings.env().node(),
        envelope.image(),
        envelope,
        from);
  }

  /** With the release's constants and with what the run's first writer measured. */
  private void compareEnvelopes(Prepared prepared) {
    if (spec.reproducibility().envelope().equals("Ignore")) {
      return;
    }
    Optional<Ending> mismatch =
        prepared.outOfTune().isEmpty()
            ? Optional.empty()
            : Optional.of(Endings.outOfTune(prepared.outOfTune()));
    Optional<Integer> firstWriter = writers.all().stream().findFirst();
    if (mismatch.isEmpty() && firstWriter.isPresent()) {
      List<Envelope.Difference> differences =
          writers.info(firstWriter.get()).envelope().differences(prepared.envelope());
      if (!differences.isEmpty()) {
        mismatch = Optional.of(Endings.otherEnvelope(differences));
      }
    }
    if (mismatch.isPresent()) {
      if (spec.reproducibility().envelope().equals("Pin")) {
        throw new Ending.Reached(mismatch.get());
      }
      lines.say("warning: " + mismatch.get().message());
    }
  }

  /**
   * So that the first step after the handover takes as long as any: code compiled, memory taken.
   */
  private void warmUp(Training training, long step) {
    for (int i = 0; i < WARM_UP_STEPS && !stop.requested(); i++) {
      training.step(step + i); // what it did to the parameters is undone by restoring them
    }
  }

  private boolean waitForHandover() throws InterruptedException {
    lease.update(l -> l.withPhase(Phase.WAITING));
    lines.say("standby: warm, waiting for the handover");
    while (!stop.requested()) {
      if (lease.handedOver()) {
        return true;
      }
      stop.sleep(HANDOVER_POLL);
    }
    return false;
  }
}
