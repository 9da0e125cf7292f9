package dev.keepstep.trainer.run;

import dev.keepstep.core.contract.TerminationMessage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the attempt is, for whoever has to say so at any moment, from any thread: the watch on the
 * grace period does not wait for the training.
 */
final class Progress {
  private long step;
  private boolean atStake;
  private Optional<Long> checkpointStep = Optional.empty();
  private Optional<String> fingerprint = Optional.empty();
  private Optional<Long> resumedAt = Optional.empty();

  /** Whether steps are being made that a checkpoint could save; at first there are none. */
  synchronized void atStake(boolean steps) {
    atStake = steps;
  }

  synchronized boolean nothingAtStake() {
    return !atStake;
  }

  synchronized void resumed(long at) {
    step = at;
    resumedAt = Optional.of(at);
  }

  synchronized void step(long finished) {
    step = finished;
  }

  synchronized void checkpoint(long at, String root) {
    if (checkpointStep.isEmpty() || checkpointStep.get() <= at) {
      checkpointStep = Optional.of(at);
      fingerprint = Optional.of(root);
    }
  }

  synchronized long step() {
    return step;
  }

  synchronized OptionalLong checkpointStep() {
    return checkpointStep.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** Whether a later attempt would have to do steps again that this one has done. */
  synchronized boolean allCommitted() {
    return checkpointStep.isPresent() && checkpointStep.get() >= step;
  }

  synchronized TerminationMessage message(Ending ending) {
    return new TerminationMessage(
        ending.cause(),
        step,
        checkpointStep,
        fingerprint,
        resumedAt,
        ending.metrics(),
        ending.result(),
        ending.message());
  }
}
