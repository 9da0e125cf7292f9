package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Crash;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Fault;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.contract.TerminationMessage;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that begins at another's checkpoint. */
class ForkTest {
  private static final CheckpointKeys CHILD = new CheckpointKeys("team/child");
  private static InMemoryObjectStore parent;
  private static TerminationMessage parentsEnd;

  @BeforeAll
  static void trainTheParent() throws InterruptedException {
    parent = new InMemoryObjectStore();
    parentsEnd = SmallRun.normal().attempt(parent, 1);
  }

  private static InMemoryObjectStore withParent() {
    InMemoryObjectStore store = new InMemoryObjectStore();
    parent.contents().forEach(store::put);
    return store;
  }

  private static SmallRun child(Optional<Long> step) {
    return SmallRun.normal().seed(6).steps(20).forkedFrom("team/run", step).at("team/child");
  }

  @Test
  void itGoesOnFromTheParentsStateUnderItsOwnSeedAndSaysSo() throws InterruptedException {
    InMemoryObjectStore store = withParent();
    TerminationMessage end = child(Optional.empty()).attempt(store, 1);
    assertThat(end.cause()).as(end.message()).isEqualTo("Done");
    assertThat(end.resumedAt()).hasValue(SmallRun.STEPS);
    assertThat(end.step()).isEqualTo(20);
    assertThat(RunIdentity.load(store, CHILD).parent())
        .hasValue(
            "s3://bucket/team/run/checkpoints/000000000012-000001#"
                + parentsEnd.fingerprint().orElseThrow());
    // the seed is its own: another one gives other bits from the same parent
    InMemoryObjectStore other = withParent();
    TerminationMessage sibling = child(Optional.empty()).seed(7).attempt(other, 1);
    assertThat(sibling.fingerprint()).isNotEqualTo(end.fingerprint());
  }

  /** Before its own first checkpoint, after it, and once the parent is gone. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7, 10, 14})
  void killedItEndsWithTheBitsOfTheUndisturbedFork(int write) throws InterruptedException {
    TerminationMessage undisturbed = child(Optional.of(12L)).attempt(withParent(), 1);
    InMemoryObjectStore store = withParent();
    boolean killed = false;
    try {
      child(Optional.of(12L))
          .savingOften()
          .attempt(CrashingObjectStore.failing(store, write, Fault.CRASH_AFTER), 1);
    } catch (Crash e) {
      killed = true;
    }
    boolean owns =
        store.list("team/child/checkpoints/").keys().stream()
            .anyMatch(k -> k.endsWith("manifest.json"));
    if (owns) {
      store.list("team/run/").keys().forEach(store::delete);
    }
    TerminationMessage end = child(Optional.of(12L)).attempt(store, 2);
    assertThat(killed).isTrue();
    assertThat(end.cause()).as(end.message()).isEqualTo("Done");
    assertThat(end.fingerprint()).isEqualTo(undisturbed.fingerprint());
  }

  @Test
  void allAttemptsAgreeOnTheParentThatWasNewestAtFirst() throws InterruptedException {
    InMemoryObjectStore store = withParent();
    // Given a fork that died when its identity was written, and nothing else
    try {
      child(Optional.empty()).attempt(CrashingObjectStore.failing(store, 1, Fault.CRASH_AFTER), 1);
    } catch (Crash e) {
      assertThat(store.list("team/child/").keys()).containsExactly("team/child/run.json");
    }
    // and a checkpoint of the parent that is gone meanwhile
    store.list("team/run/checkpoints/").keys().forEach(store::delete);
    TerminationMessage end = child(Optional.empty()).attempt(store, 2);
    assertThat(end.cause()).isEqualTo("BadConfiguration");
    assertThat(end.message())
        .isEqualTo(
            "spec.checkpoint.from.prefix is \"team/run\": there is no checkpoint to go on from");
  }

  @Test
  void whatCannotBeGoneOnFromIsRefusedInOneSentence() throws InterruptedException {
    assertThat(child(Optional.of(5L)).attempt(withParent(), 1).message())
        .isEqualTo(
            "spec.checkpoint.from.prefix is \"team/run\": there is no checkpoint to go on from");
    assertThat(child(Optional.of(15L)).attempt(withParent(), 1).message())
        .isEqualTo(
            "spec.checkpoint.from.step is 15: \"team/run\" has no checkpoint of that step, the next"
                + " below is of step 12");
    assertThat(child(Optional.empty()).steps(12).attempt(withParent(), 1).message())
        .isEqualTo(
            "spec.training.steps is 12, and the checkpoint of \"team/run\" is of step 12: steps are"
                + " counted on from there, so say more");
    assertThat(child(Optional.empty()).with("hidden1", "30").attempt(withParent(), 1).message())
        .contains(
            "its tensor 1 is layer0.weights float32[24, 1480], the program has layer0.weights float32[30, 1480]");
    assertThat(child(Optional.empty()).at("team/run").attempt(withParent(), 1).message())
        .isEqualTo("spec.checkpoint.from.prefix is \"team/run\", this run's own: name another run");
  }

  @Test
  void aRunThatWasNotForkedIsNoneThatWas() throws InterruptedException {
    InMemoryObjectStore store = withParent();
    child(Optional.empty()).attempt(store, 1);
    SmallRun plain = SmallRun.normal().seed(6).steps(20).at("team/child");
    assertThat(plain.attempt(store, 2).message()).contains("parent is \"s3://bucket/team/run/");
  }
}
