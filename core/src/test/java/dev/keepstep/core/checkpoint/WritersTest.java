package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.ENVELOPE;
import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.CommitOutcome.Committed;
import dev.keepstep.core.checkpoint.CommitOutcome.Diverged;
import dev.keepstep.core.checkpoint.CommitOutcome.Superseded;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WritersTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final Writers writers = new Writers(store, KEYS);

  private static WriterInfo ofJob(String uid) {
    return new WriterInfo(uid, 1, "node-a", "sha256:1234", ENVELOPE, Optional.empty());
  }

  @Test
  void numbersRiseFromOne() {
    assertThat(writers.highest()).isEmpty();
    assertThat(writers.claim(ofJob("a")).number()).isEqualTo(1);
    assertThat(writers.claim(ofJob("a")).number()).isEqualTo(2);
    assertThat(writers.above(1)).contains(2);
    assertThat(writers.above(2)).isEmpty();
    assertThat(writers.info(1)).isEqualTo(ofJob("a"));
  }

  @Test
  void claimsAtTheSameTimeGetDifferentNumbers() {
    List<Integer> numbers =
        Parallel.map(
            16,
            IntStream.range(0, 16).boxed().toList(),
            i -> new Writers(store, KEYS).claim(ofJob("a")).number());

    assertThat(numbers).doesNotHaveDuplicates().hasSize(16).allMatch(n -> n >= 1 && n <= 16);
  }

  @Test
  void aCutOffWriterStopsAtItsNextCommit() {
    CheckpointWriter cutOff = Fixtures.attempt(store, 1, 10);
    Fixtures.attempt(store, 2);

    CommitOutcome outcome = cutOff.commit(Fixtures.snapshot(20));

    assertThat(outcome).isEqualTo(new Superseded(2));
    assertThat(store.list(KEYS.folder(new CheckpointId(20, 1))).objects()).isEmpty();
  }

  /** The claim comes while the cut-off writer uploads its parts: the check before is not enough. */
  @Test
  void aWriterThatIsCutOffWhileUploadingDoesNotCommit() {
    CheckpointWriter first = Fixtures.attempt(store, 1);
    ObjectStore interleaved =
        new ForwardingStore(store) {
          @Override
          public void put(String key, List<java.nio.ByteBuffer> body, String crc64nvme) {
            super.put(key, body, crc64nvme);
            if (key.equals(KEYS.part(new CheckpointId(10, 1), 0))) {
              writers.claim(Fixtures.writer(2, Optional.empty()));
            }
          }
        };

    CommitOutcome outcome =
        Fixtures.writer(interleaved, first.claim()).commit(Fixtures.snapshot(10));

    assertThat(outcome).isEqualTo(new Superseded(2));
    assertThat(new CheckpointReader(store, KEYS).restore(Fixtures.tensors()))
        .isInstanceOf(RestoreOutcome.Nothing.class);
  }

  @Test
  void aStepCommittedByBothIsACheckOfDeterminism() {
    Fixtures.attempt(store, 1, 10);
    CheckpointWriter second = Fixtures.attempt(store, 2);

    CommitOutcome outcome = second.commit(Fixtures.snapshot(10));

    assertThat(((Committed) outcome).agreeing()).containsExactly(new CheckpointId(10, 1));
  }

  @Test
  void otherBitsAtTheSameStepAreNamedByTensor() {
    Fixtures.attempt(store, 1, 10);
    CheckpointWriter second = Fixtures.attempt(store, 2);
    List<Tensor> state = Fixtures.state(10);
    state.get(3).bytes(0, 1).put((byte) (state.get(3).bytes(0, 1).get() ^ 1));

    CommitOutcome outcome = second.commit(new Snapshot(10, 1, state));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Diverged.class,
            diverged -> {
              assertThat(diverged.tensors()).containsExactly("adam");
              assertThat(diverged.other()).isEqualTo(new CheckpointId(10, 1));
              assertThat(diverged.fingerprint()).isNotEqualTo(diverged.otherFingerprint());
            });
  }

  @Test
  void aCheckpointIsNeverWrittenOver() {
    CheckpointWriter writer = Fixtures.attempt(store, 1, 10);
    Map<String, byte[]> before = store.contents();

    CommitOutcome same = writer.commit(Fixtures.snapshot(10));
    CommitOutcome other = writer.commit(new Snapshot(10, 1, Fixtures.state(11)));

    assertThat(same).isInstanceOf(Committed.class);
    assertThat(other).isInstanceOf(Diverged.class);
    assertThat(store.contents())
        .allSatisfy((key, bytes) -> assertThat(bytes).isEqualTo(before.get(key)))
        .hasSameSizeAs(before);
  }

  @Test
  void twoLiveJobsOnOnePrefixAreRefused() {
    writers.claim(ofJob("a"));
    store.advance(Writers.LIVE_WITHIN.minusSeconds(1));

    assertThatThrownBy(() -> writers.claim(ofJob("b")))
        .isInstanceOf(Writers.PrefixInUse.class)
        .hasMessageContaining("another job (UID a) writes under the prefix \"team/run\"")
        .hasMessageContaining("last 179 s ago");
  }

  @Test
  void aFlushedTrailIsASignOfLife() {
    Writers.Claim claim = writers.claim(ofJob("a"));
    store.advance(Writers.LIVE_WITHIN.multipliedBy(10));
    TrailLog trail = new TrailLog(store, KEYS, claim.number());
    trail.digest(1, "00000000");
    trail.flush();

    assertThatThrownBy(() -> writers.claim(ofJob("b"))).isInstanceOf(Writers.PrefixInUse.class);
  }

  @Test
  void aJobCreatedAgainGoesOnWhereTheOldOneWas() {
    writers.claim(ofJob("a"));
    store.advance(Writers.LIVE_WITHIN.plusSeconds(1));

    assertThat(writers.claim(ofJob("b")).number()).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForAWriterThatHasLeft() {
    Writers.Claim old = writers.claim(ofJob("a"));

    writers.leave(old);

    assertThat(writers.claim(ofJob("b")).number()).isEqualTo(2);
    assertThat(writers.all()).containsExactly(1, 2); // the mark is no claim
  }

  @Test
  void thatAFormerWriterHasLeftDoesNotFreeThePrefixOfALaterOne() {
    writers.leave(writers.claim(ofJob("a")));
    writers.claim(ofJob("a"));

    assertThatThrownBy(() -> writers.claim(ofJob("b"))).isInstanceOf(Writers.PrefixInUse.class);
  }
}
