package dev.keepstep.trainer.run;

import dev.keepstep.core.proof.Digest;
import dev.keepstep.core.proof.DigestCadence;
import dev.keepstep.trainer.report.Curve;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import dev.keepstep.trainer.spi.Training;
import java.time.Duration;
import java.util.Optional;

/** Step after step, until all are done or somebody asks to stop. */
final class TrainingLoop {
  private static final double SMOOTHING = 0.1;

  /** After so many steps it is known what a digest costs beside a step. */
  private static final int MEASURED_STEPS = 10;

  /** How often the accuracy on a few documents is measured for the curve. */
  private static final int LOOKS = 12;

  private final Training training;
  private final Saver saver;
  private final Mismatches mismatches;
  private final Progress progress;
  private final Curve curve;
  private final LeaseReporter lease;
  private final Lines lines;
  private final StopSignal stop;
  private double millis;
  private Duration digestCost = Duration.ofDays(1);

  TrainingLoop(
      Training training,
      Saver saver,
      Mismatches mismatches,
      Progress progress,
      Curve curve,
      LeaseReporter lease,
      Lines lines,
      StopSignal stop) {
    this.training = training;
    this.saver = saver;
    this.mismatches = mismatches;
    this.progress = progress;
    this.curve = curve;
    this.lease = lease;
    this.lines = lines;
    this.stop = stop;
  }

  /**
   * Trains from one step to another.
   *
   * @param from updates done so far
   * @param to updates to be done in all
   */
  void run(long from, long to) {
    long lookEvery = Math.max(1, to / LOOKS);
    long digestEvery = 1;
    for (long step = from; step < to && !stop.requested(); step++) {
      long began = System.nanoTime();
      double loss = training.step(step);
      long nanos = System.nanoTime() - began;
      double took = nanos / 1e6;
      long done = step + 1;
      if (!Double.isFinite(loss)) {
        throw new Ending.Reached(
            Ending.badConfiguration(
                "the loss of step %d is %s: lower the learning rate in spec.training.parameters"
                    .formatted(done, loss)));
      }
      progress.step(done);
      // the first steps of a process are slow and say little
      millis = step - from < 2 ? took : millis + SMOOTHING * (took - millis);
      lease.update(l -> l.withStep(done, Optional.of(millis)));
      if (done % digestEvery == 0) {
        digest(done);
        if (step - from == MEASURED_STEPS) {
          digestEvery = DigestCadence.every(digestCost, Duration.ofNanos((long) (millis * 1e6)));
        }
      }
      curve.step(done, loss, took);
      lines.step(done, loss, millis, progress.checkpointStep());
      saver.between(done, training.epochOf(done), Duration.ofNanos(nanos));
      if (done % lookEvery == 0) {
        training.look().ifPresent(accuracy -> curve.accuracy(done, accuracy));
      }
    }
  }

  private void digest(long step) {
    long began = System.nanoTime();
    training.beforeReading();
    Digest digest = Digest.take(training.digested());
    Duration cost = Duration.ofNanos(System.nanoTime() - began);
    // the least of several: what a busy machine adds is not the digest's
    digestCost = cost.compareTo(digestCost) < 0 ? cost : digestCost;
    mismatches.digest(step, digest);
  }
}
