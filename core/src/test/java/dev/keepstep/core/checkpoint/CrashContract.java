package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static dev.keepstep.core.checkpoint.Fixtures.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.CommitOutcome.Committed;
import dev.keepstep.core.checkpoint.RestoreOutcome.Nothing;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Crash;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Fault;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process dies, or the answer to it is lost, at every single write of an attempt's life:
 * identity, claim, three checkpoints with retention, trail. Whatever it left behind, the next
 * attempt restores a state that was committed whole, at most one checkpoint back, and ends where it
 * would have.
 */
public abstract class CrashContract {
  /** A store with nothing in it. */
  protected abstract ObjectStore emptyStore();

  private static final long[] STEPS = {10, 20, 30};

  /** Everything an attempt writes, from the restore on; returns the step it began from. */
  public static long live(ObjectStore store, int attempt) {
    RunIdentity.establish(store, KEYS, Fixtures.identity(1));
    List<Tensor> state = Fixtures.tensors();
    RestoreOutcome restored = new CheckpointReader(store, KEYS, 1).restore(state);
    Optional<CheckpointId> from =
        restored instanceof Restored(Manifest manifest, List<?> _)
            ? Optional.of(manifest.id())
            : Optional.empty();
    Writers.Claim claim = new Writers(store, KEYS).claim(Fixtures.writer(attempt, from));
    CheckpointWriter writer = Fixtures.writer(store, claim);
    Retention retention = new Retention(store, KEYS, 1);
    TrailLog trail = new TrailLog(store, KEYS, claim.number());
    long begin = from.map(CheckpointId::step).orElse(0L);
    for (long step : STEPS) {
      if (step <= begin) {
        continue;
      }
      Snapshot snapshot = Fixtures.snapshot(step);
      Committed done = (Committed) retried(w -> w.commit(snapshot), writer);
      trail.fingerprint(step, done.fingerprint());
      retried(
          r -> {
            trail.flush();
            return r.apply(done.id(), claim.number());
          },
          retention);
    }
    return begin;
  }

  /** As the trainer does: what storage could not answer is asked again. */
  private static <T, R> R retried(Function<T, R> call, T on) {
    try {
      return call.apply(on);
    } catch (StorageFailure.Unavailable e) {
      return call.apply(on);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
  void theNextAttemptGoesOnFromAWholeCheckpoint(Fault fault) {
    CrashingObjectStore counting = CrashingObjectStore.counting(emptyStore());
    live(counting, 1);
    int writes = counting.writes();
    int survived = 0;
    for (int k = 1; k <= writes; k++) {
      ObjectStore store = emptyStore();
      CrashingObjectStore dying = CrashingObjectStore.failing(store, k, fault);
      boolean died = false;
      try {
        live(dying, 1);
      } catch (Crash e) {
        died = true;
      }
      assertThat(died).as("write %d of %d", k, writes).isTrue();
      long committed = newestCommitted(store);

      long begin = live(store, 2);

      assertThat(begin).as("write %d: where attempt 2 begins", k).isEqualTo(committed);
      assertEndsAsUndisturbed(store, k);
      survived++;
    }
    System.out.printf("crash points survived, %s: %d of %d%n", fault, survived, writes);
    assertThat(survived).isEqualTo(writes).isGreaterThan(15);
  }

  @Test
  void aLostAnswerIsFoundOut() {
    CrashingObjectStore counting = CrashingObjectStore.counting(emptyStore());
    live(counting, 1);
    // the first two writes are run.json and the claim, which the trainer's start tries again whole
    for (int k = 3; k <= counting.writes(); k++) {
      ObjectStore store = emptyStore();

      live(CrashingObjectStore.failing(store, k, Fault.ANSWER_LOST), 1);

      assertEndsAsUndisturbed(store, k);
      assertThat(new Writers(store, KEYS).all()).as("write %d", k).containsExactly(1);
    }
  }

  @Test
  void anAttemptWhoseClaimsAnswerIsLostMayClaimAgain() {
    ObjectStore store = emptyStore();
    CrashingObjectStore lossy = CrashingObjectStore.failing(store, 2, Fault.ANSWER_LOST);
    RunIdentity.establish(lossy, KEYS, Fixtures.identity(1));
    WriterInfo info = Fixtures.writer(1, Optional.empty());
    Writers writers = new Writers(lossy, KEYS);

    Writers.Claim claim = retried(w -> w.claim(info), writers);

    assertThat(claim.number()).as("a number is never used twice").isEqualTo(2);
  }

  private static long newestCommitted(ObjectStore store) {
    return Inventory.of(store, KEYS).folders().stream()
        .filter(Inventory.Folder::committed)
        .mapToLong(folder -> folder.id().step())
        .findFirst()
        .orElse(0);
  }

  private static void assertEndsAsUndisturbed(ObjectStore store, int k) {
    List<Tensor> restored = Fixtures.tensors();
    RestoreOutcome outcome = new CheckpointReader(store, KEYS, 1).restore(restored);
    assertThat(outcome).as("write %d", k).isNotInstanceOf(Nothing.class);
    assertThat(outcome.skipped()).as("write %d", k).isEmpty();
    assertThat(Fingerprint.take(restored)).isEqualTo(Fingerprint.take(state(30)));
  }
}
