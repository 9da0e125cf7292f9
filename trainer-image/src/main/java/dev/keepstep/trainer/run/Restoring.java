package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.Quarantine;
import dev.keepstep.core.checkpoint.RestoreOutcome;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import dev.keepstep.trainer.spi.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the training to the newest checkpoint that can be relied on, or to step 0. */
final class Restoring {
  /** Attempts that resumed from a checkpoint and left nothing, after which it is passed over. */
  static final int POISONED_AFTER = 5;

  /** So many of those that were passed over are named to the cluster; the log has all. */
  private static final int TOLD = 3;

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final Training training;
  private final Progress progress;
  private final LeaseReporter lease;
  private final Lines lines;

  Restoring(
      ObjectStore store,
      CheckpointKeys keys,
      Training training,
      Progress progress,
      LeaseReporter lease,
      Lines lines) {
    this.store = store;
    this.keys = keys;
    this.training = training;
    this.progress = progress;
    this.lease = lease;
    this.lines = lines;
  }

  /** The checkpoint whose bytes the training now has; empty: it is at step 0. */
  Optional<CheckpointId> restore() {
    CheckpointReader reader = new CheckpointReader(store, keys);
    Quarantine quarantine = new Quarantine(store, keys);
    while (true) {
      RestoreOutcome outcome = reader.restore(training.state());
      tell(outcome.skipped());
      switch (outcome) {
        case RestoreOutcome.Nothing _ -> {
          training.reset();
          return Optional.empty();
        }
        case RestoreOutcome.Restored restored -> {
          CheckpointId id = restored.manifest().id();
          int dead = quarantine.attemptsWithoutProgress(id);
          if (dead >= POISONED_AFTER) {
            quarantine.quarantine(id, "attempts from it ended without a checkpoint", dead);
            continue;
          }
          training.restored(id.step());
          progress.step(id.step());
          progress.checkpoint(id.step(), restored.manifest().fingerprint());
          return Optional.of(id);
        }
      }
    }
  }

  /** In the log and, for whoever asks the cluster, on the Lease. */
  private void tell(List<RestoreOutcome.Skipped> skipped) {
    List<String> told = new ArrayList<>();
    for (RestoreOutcome.Skipped one : skipped) {
      lines.say("passed over " + one);
      if (told.size() < TOLD) {
        told.add(one.toString());
      }
    }
    if (skipped.size() > TOLD) {
      told.add("and %d more".formatted(skipped.size() - TOLD));
    }
    Optional<String> all = told.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", told));
    lease.update(l -> l.withPassedOver(all));
  }
}
