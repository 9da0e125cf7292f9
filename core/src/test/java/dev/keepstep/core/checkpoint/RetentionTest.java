package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  private static CheckpointId id(long step, int writer) {
    return new CheckpointId(step, writer);
  }

  private List<CheckpointId> left() {
    return Inventory.of(store, KEYS).folders().stream().map(Inventory.Folder::id).toList();
  }

  @Test
  void theNewestFewStayAndTheRestGoesWhole() {
    Fixtures.attempt(store, 1, 10, 20, 30, 40);

    Retention.Report report = new Retention(store, KEYS, 2).apply(id(40, 1), 1);

    assertThat(left()).containsExactly(id(40, 1), id(30, 1));
    assertThat(report.kept()).containsExactly(id(40, 1), id(30, 1));
    assertThat(report.deleted()).containsExactly(id(20, 1), id(10, 1));
    assertThat(report.freed()).isGreaterThan(18 << 10);
  }

  @Test
  void aPlanSaysWhatWouldGoAndTakesNothing() {
    Fixtures.attempt(store, 1, 10, 20, 30, 40);
    Retention retention = new Retention(store, KEYS, 2);

    Retention.Report plan = retention.plan(id(40, 1), Integer.MAX_VALUE);

    assertThat(left()).hasSize(4);
    assertThat(retention.apply(id(40, 1), Integer.MAX_VALUE)).isEqualTo(plan);
    assertThat(left()).hasSize(2);
  }

  @Test
  void damagedOnesDoNotCountAsKept() {
    Fixtures.attempt(store, 1, 10, 20, 30, 40);
    store.delete(KEYS.part(id(30, 1), 0));
    new Quarantine(store, KEYS).quarantine(id(20, 1), "poisoned", 3);

    new Retention(store, KEYS, 2).apply(id(40, 1), 1);

    assertThat(left()).containsExactly(id(40, 1), id(30, 1), id(20, 1), id(10, 1));
  }

  @Test
  void itNeverGoesBelowTheNewestThatVerified() {
    Fixtures.attempt(store, 1, 10);
    Fixtures.attempt(store, 2, 20, 30); // by their listing sound; nobody has read them

    new Retention(store, KEYS, 1).apply(id(10, 1), 3);

    assertThat(left()).containsExactly(id(30, 2), id(20, 2), id(10, 1));
  }

  @Test
  void unfinishedFoldersGoAfterADayButNotTheCallersOwnNorALaterWriters() {
    Fixtures.attempt(store, 1, 10);
    Fixtures.attempt(store, 2, 20);
    Fixtures.attempt(store, 3, 30);
    store.delete(KEYS.manifest(id(10, 1)));
    store.delete(KEYS.manifest(id(20, 2)));
    store.delete(KEYS.manifest(id(30, 3)));
    Fixtures.attempt(store, 4);
    Retention retention = new Retention(store, KEYS, 1);

    assertThat(retention.apply(id(40, 2), 2).unfinished()).isEmpty();
    store.advance(Retention.UNFINISHED.plus(Duration.ofSeconds(1)));
    Retention.Report report = retention.apply(id(40, 2), 2);

    assertThat(report.unfinished()).containsExactly(id(10, 1));
    assertThat(left()).containsExactly(id(30, 3), id(20, 2));
  }

  @Test
  void nothingElseUnderThePrefixIsTouched() {
    Fixtures.attempt(store, 1, 10, 20);
    store.put(KEYS.result("model.zip"), new byte[] {1});
    store.put(KEYS.checkpoints() + "notes.txt", new byte[] {1});
    store.put(KEYS.trail(1, 1), new byte[] {1});

    new Retention(store, KEYS, 1).apply(id(20, 1), 1);

    assertThat(store.contents())
        .containsKeys(
            KEYS.result("model.zip"),
            KEYS.checkpoints() + "notes.txt",
            KEYS.trail(1, 1),
            KEYS.writer(1));
  }

  @Property(tries = 30)
  void whateverIsDamagedTheNewestSoundOnesStay(
      @ForAll @Size(min = 1, max = 5) List<Boolean> damaged,
      @ForAll @IntRange(min = 1, max = 3) int keep) {
    InMemoryObjectStore store = new InMemoryObjectStore();
    long[] steps = new long[damaged.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i + 1;
    }
    Fixtures.attempt(store, 1, steps);
    for (int i = 0; i < steps.length; i++) {
      if (damaged.get(i)) {
        store.delete(KEYS.part(id(i + 1, 1), 1));
      }
    }
    List<CheckpointId> sound = sound(store);

    new Retention(store, KEYS, keep).apply(id(steps.length, 1), 1);

    assertThat(sound(store)).isEqualTo(sound.subList(0, Math.min(keep, sound.size())));
  }

  private static List<CheckpointId> sound(ObjectStore store) {
    CheckpointReader reader = new CheckpointReader(store, KEYS);
    return Inventory.of(store, KEYS).folders().stream()
        .filter(folder -> reader.looksSound(folder).isPresent())
        .map(Inventory.Folder::id)
        .toList();
  }
}
