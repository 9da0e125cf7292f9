package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Crash;
import dev.keepstep.core.checkpoint.testing.CrashingObjectStore.Fault;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** Whatever happens to a run on the way, it ends with the bits that it would have had anyway. */
class ResumeIsBitIdenticalTest {
  private static TerminationMessage undisturbed;
  private static Map<String, byte[]> result;

  @BeforeAll
  static void trainUndisturbed() throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    undisturbed = SmallRun.normal().attempt(store, 1);
    result = store.contents();
    assertThat(undisturbed.cause()).isEqualTo("Done");
    assertThat(undisturbed.step()).isEqualTo(SmallRun.STEPS);
  }

  @Test
  void twiceTheSameIsTheSame() throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    assertSameEnd(SmallRun.normal().attempt(store, 1), store);
  }

  @Test
  void savingMoreOftenChangesNoBit() throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    TerminationMessage often = SmallRun.normal().savingOften().attempt(store, 1);
    assertSameEnd(often, store);
    InMemoryObjectStore other = new InMemoryObjectStore();
    assertSameEnd(SmallRun.normal().savingEvery(Duration.ofMillis(30)).attempt(other, 1), other);
  }

  /** Dies at every third write of a run that saves at each step, and again at each relaunch. */
  @ParameterizedTest
  @ValueSource(ints = {5, 8, 11, 14})
  void killedAgainAndAgainItEndsWithTheSameBits(int write) throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    int attempt = 1;
    int killed = 0;
    TerminationMessage end = null;
    while (end == null) {
      Fault fault = attempt % 2 == 0 ? Fault.CRASH_AFTER : Fault.CRASH_BEFORE;
      ObjectStore mortal = killed < 4 ? CrashingObjectStore.failing(store, write, fault) : store;
      try {
        TerminationMessage message = SmallRun.normal().savingOften().attempt(mortal, attempt++);
        end = message;
      } catch (Crash e) {
        killed++;
        disturbNd4j(killed);
      }
    }
    assertThat(killed).isPositive();
    assertSameEnd(end, store);
    assertThat(end.resumedAt().orElseThrow()).isPositive();
  }

  @Test
  void askedToStopItCommitsTheStepInHandAndGoesOnFromThere() throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    // Given an attempt that is asked to stop when it has begun to train
    StopSignal stop = new StopSignal();
    TerminationMessage stopped =
        SmallRun.normal().attempt(store, 1, stop, StopAtFirstLine.of(stop));
    // Then it has committed what it had
    assertThat(stopped.cause()).isEqualTo("Interrupted");
    assertThat(stopped.checkpointStep()).hasValue(stopped.step());
    assertThat(stopped.step()).isLessThan(SmallRun.STEPS);
    disturbNd4j(9);
    // and the next attempt ends as if nothing had been
    TerminationMessage end = SmallRun.normal().attempt(store, 2);
    assertThat(end.resumedAt()).hasValue(stopped.step());
    assertSameEnd(end, store);
  }

  @Test
  void recomputedStepsAreComparedWithTheTrail() throws InterruptedException {
    // Given a finished run of which all checkpoints are lost
    InMemoryObjectStore store = new InMemoryObjectStore();
    SmallRun.normal().attempt(store, 1);
    deleteCheckpoints(store);
    // When it is trained again
    TerminationMessage again = SmallRun.normal().attempt(store, 2);
    // Then each step's digest and the last one's fingerprint were found equal
    assertThat(again.message()).isEqualTo("12 steps done, 13 equal of 13 compared");
  }

  /** The negative control: were a source not keyed, the comparison would say so. */
  @ParameterizedTest
  @ValueSource(strings = {"init", "sampling", "augmentation", "dropout"})
  void aSourceThatIsNotKeyedIsFound(String source) throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    SmallRun.normal().attempt(store, 1);
    deleteCheckpoints(store);

    TerminationMessage again = SmallRun.normal().without(source).attempt(store, 2);

    assertThat(again.cause()).isEqualTo("ReplayMismatch");
    assertThat(again.message())
        .startsWith("the same steps gave other bits: step 1 has digest ")
        .contains("layer0.weights is the first tensor to differ")
        .endsWith("both have the same envelope");
    // and both envelopes are left to be looked at
    JsonObject evidence =
        Json.readObject(
            new String(store.get("team/run/trail/000002-mismatch.json"), StandardCharsets.UTF_8),
            "mismatch");
    assertThat(evidence.integer("step")).isEqualTo(1);
    assertThat(evidence.strings("tensors")).containsExactly("layer0.weights");
    assertThat(evidence.object("expected").object("envelope").string("kernels"))
        .isEqualTo(evidence.object("found").object("envelope").string("kernels"));
  }

  @Test
  void whereADifferenceIsToBeReportedTrainingGoesOn() throws InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    SmallRun.normal().attempt(store, 1);
    deleteCheckpoints(store);
    TerminationMessage again = SmallRun.normal().without("dropout").reporting().attempt(store, 2);
    assertThat(again.cause()).isEqualTo("Done");
    assertThat(again.fingerprint()).isNotEqualTo(undisturbed.fingerprint());
    assertThat(again.message()).isEqualTo("12 steps done, 0 equal of 13 compared");
  }

  @Test
  void anotherSeedGivesOtherBits() throws InterruptedException {
    TerminationMessage other = SmallRun.normal().seed(6).attempt(new InMemoryObjectStore(), 1);
    assertThat(other.fingerprint()).isNotEqualTo(undisturbed.fingerprint());
  }

  @Test
  void microShardsAreResumedLikeAnythingElse() throws InterruptedException {
    SmallRun sharded = SmallRun.normal().with("microShards", "3");
    TerminationMessage whole = sharded.attempt(new InMemoryObjectStore(), 1);
    InMemoryObjectStore store = new InMemoryObjectStore();
    assertThatThrownBy(
            () ->
                sharded
                    .savingOften()
                    .attempt(CrashingObjectStore.failing(store, 12, Fault.CRASH_BEFORE), 1))
        .isInstanceOf(Crash.class);
    TerminationMessage end = sharded.attempt(store, 2);
    assertThat(end.resumedAt().orElseThrow()).isPositive();
    assertThat(end.fingerprint()).isEqualTo(whole.fingerprint());
  }

  @Test
  void aCheckpointHoldsParametersAndAdamsStateAndNoGenerator() {
    String manifest =
        result.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("manifest.json"))
            .map(entry -> new String(entry.getValue(), StandardCharsets.UTF_8))
            .findFirst()
            .orElseThrow();
    assertThat(manifest).contains("layer0.weights", "adam.mean", "adam.variance");
    int parameters = 1480 * 24 + 24 + 24 * 12 + 12 + 12 * 4 + 4;
    long bytes =
        result.entrySet().stream()
            .filter(entry -> entry.getKey().contains("/part-"))
            .mapToLong(entry -> entry.getValue().length)
            .sum();
    assertThat(bytes - 3L * parameters * Float.BYTES).as("bytes of anything else").isZero();
  }

  /** Guards {@code EnvelopeProbe.PROGRAM}: whoever changes these bits has to rename the program. */
  @Test
  void theBitsOfThisReleaseStayTheSame() {
    assertThat(undisturbed.fingerprint())
        .hasValue("d6451acbe2d7713f9eb90f90f42b23fe68b0a8778f6c5863075bf5f554bdc153");
  }

  private static void assertSameEnd(TerminationMessage end, InMemoryObjectStore store) {
    assertThat(end.cause()).as(end.message()).isEqualTo("Done");
    assertThat(end.fingerprint()).isEqualTo(undisturbed.fingerprint());
    assertThat(end.metrics()).isEqualTo(undisturbed.metrics());
    for (String file : new String[] {"model.zip", "metrics.json"}) {
      String key = "team/run/result/" + file;
      assertThat(java.util.Arrays.equals(store.contents().get(key), result.get(key)))
          .as(file)
          .isTrue();
    }
  }

  /** ND4J's own generator is elsewhere after a relaunch: it must not matter. */
  private static void disturbNd4j(int how) {
    Nd4j.getRandom().setSeed(how);
    Nd4j.rand(how);
  }

  private static void deleteCheckpoints(InMemoryObjectStore store) {
    store.contents().keySet().stream()
        .filter(key -> key.contains("/checkpoints/"))
        .forEach(store::delete);
  }
}
