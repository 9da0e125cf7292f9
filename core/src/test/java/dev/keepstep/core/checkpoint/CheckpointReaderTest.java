package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.RestoreOutcome.Nothing;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointReaderTest {
  private static final CheckpointId OLD = new CheckpointId(10, 1);
  private static final CheckpointId NEW = new CheckpointId(20, 1);

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final CheckpointReader reader = new CheckpointReader(store, KEYS);

  /**
   * Ways in which a checkpoint can be spoiled, each with a word of the reason that must be given.
   */
  enum Damage {
    PART_MISSING("part-00001 is missing", s -> s.delete(KEYS.part(NEW, 1))),
    PART_EMPTY("part-00000 has 0 bytes", s -> s.put(KEYS.part(NEW, 0), new byte[0])),
    PART_CUT_SHORT("part-00000 has", s -> change(s, KEYS.part(NEW, 0), Damage::cut)),
    PART_TOO_LONG(
        "part-00001 has", s -> change(s, KEYS.part(NEW, 1), b -> Arrays.copyOf(b, b.length + 1))),
    FIRST_BIT_FLIPPED("layer.0 has SHA-256", s -> change(s, KEYS.part(NEW, 0), b -> flip(b, 0))),
    LAST_BIT_FLIPPED(
        "adam has SHA-256", s -> change(s, KEYS.part(NEW, 1), b -> flip(b, b.length * 8 - 1))),
    PARTS_SWAPPED("part-00000 has", Damage::swap),
    PART_OF_ANOTHER_STEP(
        "does not verify", s -> s.put(KEYS.part(NEW, 0), s.get(KEYS.part(OLD, 0)))),
    MANIFEST_EMPTY("found nothing", s -> s.put(KEYS.manifest(NEW), new byte[0])),
    MANIFEST_HALF("not valid JSON", s -> change(s, KEYS.manifest(NEW), Damage::cut)),
    MANIFEST_NOT_TEXT("not UTF-8", s -> s.put(KEYS.manifest(NEW), new byte[] {(byte) 0xC3, 0x28})),
    MANIFEST_NOT_OURS("format is missing", s -> s.put(KEYS.manifest(NEW), utf8("{\"a\":1}"))),
    MANIFEST_OF_THE_FUTURE(
        "keepstep-checkpoint/2 and this program reads keepstep-checkpoint/1",
        s -> change(s, KEYS.manifest(NEW), b -> replace(b, "checkpoint/1", "checkpoint/2"))),
    MANIFEST_OF_ANOTHER_PRODUCT(
        "not Keepstep's",
        s -> change(s, KEYS.manifest(NEW), b -> replace(b, "keepstep-checkpoint/1", "other"))),
    MANIFEST_OF_ANOTHER_CHECKPOINT(
        "its manifest is that of checkpoint " + OLD,
        s -> s.put(KEYS.manifest(NEW), s.get(KEYS.manifest(OLD)))),
    MANIFEST_ALTERED(
        "was altered",
        s -> change(s, KEYS.manifest(NEW), b -> replace(b, "\"threads\":1", "\"threads\":2"))),
    MANIFEST_WITH_MORE_FIELDS(
        "was altered",
        s -> change(s, KEYS.manifest(NEW), b -> replace(b, "{\"format", "{\"x\":1,\"format"))),
    QUARANTINED("quarantined", s -> new Quarantine(s, KEYS).quarantine(NEW, "poisoned", 3));

    private final String reason;
    private final Consumer<ObjectStore> spoil;

    Damage(String reason, Consumer<ObjectStore> spoil) {
      this.reason = reason;
      this.spoil = spoil;
    }

    private static void change(
        ObjectStore store, String key, java.util.function.UnaryOperator<byte[]> change) {
      store.put(key, change.apply(store.get(key)));
    }

    private static byte[] cut(byte[] bytes) {
      return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static byte[] flip(byte[] bytes, int bit) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      return bytes;
    }

    private static void swap(ObjectStore store) {
      byte[] first = store.get(KEYS.part(NEW, 0));
      store.put(KEYS.part(NEW, 0), store.get(KEYS.part(NEW, 1)));
      store.put(KEYS.part(NEW, 1), first);
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] replace(byte[] bytes, String from, String to) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      assertThat(text).contains(from);
      return utf8(text.replace(from, to));
    }
  }

  @Test
  void theHighestStepIsRestoredBitForBit() {
    Fixtures.attempt(store, 1, 10, 20);
    List<Tensor> targets = Fixtures.tensors();

    RestoreOutcome outcome = reader.restore(targets);

    assertThat(((Restored) outcome).manifest().id()).isEqualTo(NEW);
    assertThat(((Restored) outcome).manifest().epoch()).isEqualTo(2);
    assertThat(outcome.skipped()).isEmpty();
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(Fixtures.state(20)));
  }

  @ParameterizedTest
  @EnumSource
  void aSpoiledCheckpointIsPassedOverWithTheReason(Damage damage) {
    Fixtures.attempt(store, 1, 10, 20);
    damage.spoil.accept(store);
    List<Tensor> targets = Fixtures.tensors();

    RestoreOutcome outcome = reader.restore(targets);

    assertThat(((Restored) outcome).manifest().id()).isEqualTo(OLD);
    assertThat(outcome.skipped()).singleElement().hasToString(skipped(damage, outcome));
    assertThat(outcome.skipped().getFirst().reason()).contains(damage.reason);
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(Fixtures.state(10)));
    assertThat(reader.verify(NEW)).isPresent();
    assertThat(reader.verify(OLD)).isEmpty();
  }

  private static String skipped(Damage damage, RestoreOutcome outcome) {
    return "checkpoint " + NEW + ": " + outcome.skipped().getFirst().reason();
  }

  @Test
  void ofTwoWritersOfOneStepTheHigherIsTaken() {
    Fixtures.attempt(store, 1, 10, 20);
    Fixtures.attempt(store, 2, 20);

    RestoreOutcome outcome = reader.restore(Fixtures.tensors());

    assertThat(((Restored) outcome).manifest().id()).isEqualTo(new CheckpointId(20, 2));
  }

  @Test
  void ifNothingVerifiesItSaysWhetherTheTargetsAreSpoiled() {
    assertThat(reader.restore(Fixtures.tensors())).isEqualTo(new Nothing(List.of(), false));

    Fixtures.attempt(store, 1, 20);
    Damage.LAST_BIT_FLIPPED.spoil.accept(store);

    assertThat(reader.restore(Fixtures.tensors()))
        .isInstanceOfSatisfying(
            Nothing.class,
            nothing -> {
              assertThat(nothing.targetsTouched()).isTrue();
              assertThat(nothing.skipped()).hasSize(1);
            });
  }

  @Test
  void aProgramWithOtherTensorsIsToldWhichDiffers() {
    Fixtures.attempt(store, 1, 20);
    List<Tensor> other =
        List.of(Tensor.of("layer.0", DType.FLOAT32, List.of(2L, 3L), ByteBuffer.allocate(24)));

    RestoreOutcome outcome = reader.restore(other);

    assertThat(((Nothing) outcome).targetsTouched()).isFalse();
    assertThat(outcome.skipped().getFirst().reason())
        .isEqualTo("its tensor 1 is layer.0 float32[2304], the program has layer.0 float32[2, 3]");
  }

  @Test
  void anUnreachableStoreIsNoDamage() {
    Fixtures.attempt(store, 1, 20);
    ObjectStore broken =
        new ForwardingStore(store) {
          @Override
          public void read(String key, long offset, ByteBuffer into) {
            throw new StorageFailure.Unavailable("not reached", null);
          }
        };

    assertThatThrownBy(() -> new CheckpointReader(broken, KEYS).restore(Fixtures.tensors()))
        .isInstanceOf(StorageFailure.Unavailable.class);
  }

  @Test
  void anUnfinishedFolderIsNoCheckpoint() {
    Fixtures.attempt(store, 1, 10, 20);
    store.delete(KEYS.manifest(NEW));

    RestoreOutcome outcome = reader.restore(Fixtures.tensors());

    assertThat(((Restored) outcome).manifest().id()).isEqualTo(OLD);
    assertThat(outcome.skipped()).isEmpty();
    assertThat(reader.verify(NEW)).contains("it has no manifest");
  }

  @Test
  void anEarlierStepCanBeAskedFor() {
    Fixtures.attempt(store, 1, 10, 20);

    RestoreOutcome outcome = reader.restore(Fixtures.tensors(), 19);

    assertThat(((Restored) outcome).manifest().id()).isEqualTo(OLD);
  }

  /** A cut-off writer commits and clears up while its successor restores. */
  @Test
  void aCheckpointThatIsDeletedMeanwhileMakesItLookAgain() {
    CheckpointWriter cutOff = Fixtures.attempt(store, 1, 10);
    ObjectStore busy =
        new ForwardingStore(store) {
          private boolean done;

          @Override
          public synchronized void read(String key, long offset, ByteBuffer into) {
            if (!done) {
              done = true;
              cutOff.commit(Fixtures.snapshot(20));
              new Retention(store, KEYS, 1).apply(NEW, 1);
            }
            super.read(key, offset, into);
          }
        };
    List<Tensor> targets = Fixtures.tensors();

    RestoreOutcome outcome = new CheckpointReader(busy, KEYS).restore(targets);

    assertThat(((Restored) outcome).manifest().id()).isEqualTo(NEW);
    assertThat(outcome.skipped()).as("deleted on purpose, not damaged").isEmpty();
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(Fixtures.state(20)));
  }
}
