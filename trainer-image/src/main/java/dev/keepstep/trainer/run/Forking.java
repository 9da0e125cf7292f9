package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.Lineage;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RestoreOutcome;
import dev.keepstep.core.checkpoint.RestoreOutcome.Skipped;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.contract.TrainerSpec.Fork;
import dev.keepstep.trainer.spi.Training;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where a run begins that was forked from another: at a checkpoint of that other, found once and
 * then kept in {@code run.json}, so that all attempts of the fork agree on it.
 */
final class Forking {
  private final TrainerSpec spec;
  private final ObjectStore own;
  private final Function<String, ObjectStore> buckets;

  /**
   * @param own where this run lies
   * @param buckets opens any bucket of the job's storage, to be closed
   */
  Forking(TrainerSpec spec, ObjectStore own, Function<String, ObjectStore> buckets) {
    this.spec = spec;
    this.own = own;
    this.buckets = buckets;
  }

  /**
   * Finds the parent and makes the run's identity durable.
   *
   * @param training whose memory may be written to on the way
   * @param identity the run's, for a parent
   * @return the checkpoint that the run was forked from; empty: it was not forked
   */
  Optional<Lineage> establish(Training training, Function<Optional<String>, RunIdentity> identity) {
    CheckpointKeys keys = new CheckpointKeys(spec.storage().prefix());
    if (spec.from().isEmpty()) {
      RunIdentity.establish(own, keys, identity.apply(Optional.empty()));
      return Optional.empty();
    }
    Fork from = spec.from().get();
    if (from.bucket().equals(spec.storage().bucket())
        && from.prefix().equals(spec.storage().prefix())) {
      throw bad("spec.checkpoint.from.prefix is \"%s\", this run's own: name another run", from);
    }
    Optional<Lineage> known = recorded(keys, from);
    Lineage parent = known.orElseGet(() -> load(training, from, from.step()));
    try {
      RunIdentity.establish(own, keys, identity.apply(Optional.of(parent.text())));
      return Optional.of(parent);
    } catch (RunIdentity.Mismatch e) {
      // of two first attempts at the same time, the other may have seen an older newest one
      Optional<Lineage> other = known.isPresent() ? Optional.empty() : recorded(keys, from);
      if (other.isEmpty()) {
        throw e;
      }
      RunIdentity.establish(own, keys, identity.apply(other.map(Lineage::text)));
      return other;
    }
  }

  /** Gives a training the state of the checkpoint that its run was forked from. */
  void begin(Training training, Lineage parent) {
    Fork from = new Fork(parent.bucket(), parent.prefix(), Optional.of(parent.id().step()));
    Lineage found = load(training, from, from.step());
    if (!found.fingerprint().equals(parent.fingerprint())) {
      throw bad(
          "spec.checkpoint.from.prefix is \"%%s\": its checkpoint of step %d is another than the one that this run was forked from, %s"
              .formatted(parent.id().step(), parent.text()),
          from);
    }
    training.restored(parent.id().step());
  }

  /** What run.json says, if it is a checkpoint that the job may mean. */
  private Optional<Lineage> recorded(CheckpointKeys keys, Fork from) {
    try {
      return RunIdentity.load(own, keys)
          .parent()
          .map(Lineage::parse)
          .filter(
              parent ->
                  parent.bucket().equals(from.bucket())
                      && parent.prefix().equals(from.prefix())
                      && from.step().map(step -> step == parent.id().step()).orElse(true));
    } catch (StorageFailure.NotFound e) {
      return Optional.empty();
    }
  }

  private Lineage load(Training training, Fork from, Optional<Long> step) {
    RestoreOutcome outcome;
    try (ObjectStore store = buckets.apply(from.bucket())) {
      CheckpointReader reader = new CheckpointReader(store, new CheckpointKeys(from.prefix()));
      outcome =
          step.isPresent()
              ? reader.restore(training.state(), step.get())
              : reader.restore(training.state());
    } catch (StorageFailure.NoSuchBucket e) {
      throw bad("spec.checkpoint.from.prefix is \"%s\": its bucket does not exist", from);
    }
    if (!(outcome instanceof RestoreOutcome.Restored restored)) {
      throw bad(
          "spec.checkpoint.from.prefix is \"%s\": there is no checkpoint to go on from"
              + reasons(outcome.skipped()),
          from);
    }
    long found = restored.manifest().id().step();
    if (step.isPresent() && step.get() != found) {
      throw bad(
          "spec.checkpoint.from.step is %d: \"%%s\" has no checkpoint of that step, the next below is of step %d%s"
              .formatted(step.get(), found, reasons(outcome.skipped())),
          from);
    }
    if (found >= spec.steps()) {
      throw bad(
          "spec.training.steps is %d, and the checkpoint of \"%%s\" is of step %d: steps are counted on from there, so say more"
              .formatted(spec.steps(), found),
          from);
    }
    return new Lineage(
        from.bucket(), from.prefix(), restored.manifest().id(), restored.manifest().fingerprint());
  }

  private static String reasons(List<Skipped> skipped) {
    return skipped.isEmpty()
        ? ""
        : skipped.stream().map(Skipped::toString).collect(Collectors.joining("; ", " (", ")"));
  }

  private static Ending.Reached bad(String sentence, Fork from) {
    return new Ending.Reached(Ending.badConfiguration(sentence.formatted(from.prefix())));
  }
}
