package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.AsyncCheckpointer;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointWriter;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.Retention;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.ReplayCheck;
import dev.keepstep.core.proof.Trail;
import dev.keepstep.trainer.checkpoint.CheckpointSchedule;
import dev.keepstep.trainer.determinism.EnvelopeProbe;
import dev.keepstep.trainer.report.Curve;
import dev.keepstep.trainer.report.Journal;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One attempt from its first question to its ending. */
final class Attempt {
  private static final int WARM_UP_STEPS = 5;
  private static final Duration HANDOVER_POLL = Duration.ofMillis(500);
  private static final Duration LAST_SAVE = Duration.ofMinutes(10);

  private final Settings settings;
  private final TrainerSpec spec;
  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final Writers writers;
  private final Progress progress;
  private final LeaseReporter lease;
  private final Lines lines;
  private final StopSignal stop;

  Attempt(
      Settings settings,
      ObjectStore store,
      Progress progress,
      LeaseReporter lease,
      Lines lines,
      StopSignal stop) {
    this.settings = settings;
    this.spec = settings.spec();
    this.store = store;
    this.keys = new CheckpointKeys(spec.storage().prefix());
    this.writers = new Writers(store, keys);
    this.progress = progress;
    this.lease = lease;
    this.lines = lines;
    this.stop = stop;
  }

  /** Does all of it. Failures that are known come as the exceptions that {@link Ending} reads. */
  Ending run() throws InterruptedException {
    Prepared prepared = Prepared.prepare(settings);
    if (stop.requested()) {
      return Endings.interrupted(progress);
    }
    Training training = prepared.training();
    RunIdentity.establish(store, keys, identity(training));
    compareEnvelopes(prepared);

    lease.update(l -> l.withPhase(Phase.RESTORING));
    Restoring restoring =
        new Restoring(store, keys, prepared.state(), training, progress, lease, lines);
    Optional<CheckpointId> from = restoring.restore();
    if (settings.env().standby()) {
      warmUp(training, from.map(CheckpointId::step).orElse(0L));
      if (!waitForHandover()) {
        return Endings.interrupted(progress);
      }
      lease.update(l -> l.withPhase(Phase.RESTORING));
      from = restoring.restore();
    }
    if (stop.requested()) {
      return Endings.interrupted(progress);
    }
    return train(prepared, from);
  }

  private Ending train(Prepared prepared, Optional<CheckpointId> from) throws InterruptedException {
    Trail recorded = TrailLog.readAll(store, keys);
    Writers.Claim claim = writers.claim(info(prepared.envelope(), from));
    long first = from.map(CheckpointId::step).orElse(0L);
    progress.resumed(first);
    progress.atStake(true);
    lease.update(l -> l.withResumedAt(first).withPhase(Phase.TRAINING));
    lines.say(
        "training from step %d of %d as writer %d".formatted(first, spec.steps(), claim.number()));
    Ending ending = train(prepared, claim, first, recorded);
    try {
      writers.leave(claim);
    } catch (StorageFailure e) {
      // a job that takes this one's place waits a little; the ending is what it is
    }
    return ending;
  }

  private Ending train(Prepared prepared, Writers.Claim claim, long first, Trail recorded)
      throws InterruptedException {
    Training training = prepared.training();
    TrailLog trail = new TrailLog(store, keys, claim.number());
    Curve curve = new Curve(keys.result(""), claim.number(), spec.steps());
    Mismatches mismatches =
        new Mismatches(
            trail,
            new ReplayCheck(recorded),
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
      checkpointer.prepare(prepared.state().all());
      Saver saver =
          new Saver(
              checkpointer,
              new CheckpointSchedule(
                  spec.interval(),
                  spec.meanTimeBetweenInterruptions(),
                  Duration.ofNanos(System.nanoTime())),
              prepared.state(),
              mismatches,
              progress,
              lease,
              lines);
      new TrainingLoop(
              training, prepared.state(), saver, mismatches, progress, curve, lease, lines, stop)
          .run(first, spec.steps());

      long step = progress.step();
      boolean finished = step == spec.steps();
      long giveUpAt = System.nanoTime() + LAST_SAVE.toNanos();
      // a stop's own deadline is kept by the watch on the grace period
      Optional<StorageFailure> failed =
          saver.now(
              step,
              training.epochOf(step),
              () -> System.nanoTime() - giveUpAt > 0 || finished && stop.requested());
      if (failed.isPresent()) {
        throw failed.get();
      }
      progress.atStake(false);
      if (!finished || stop.requested()) {
        return Endings.interrupted(progress);
      }
      return new Finish(settings, store, keys, prepared, progress, mismatches, curve, lease, stop)
          .run();
    }
  }

  private RunIdentity identity(Training training) {
    return new RunIdentity(
        spec.seed(),
        spec.steps(),
        settings.parameters().toMap(),
        EnvelopeProbe.PROGRAM,
        training.dataDigest(),
        Optional.empty());
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
