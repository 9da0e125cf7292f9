package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.testing.CrashingObjectStore;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AsyncCheckpointerTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final CountDownLatch mayPersist = new CountDownLatch(1);

  /** Uploads wait until the test lets them go. */
  private final ObjectStore slow =
      new ForwardingStore(store) {
        @Override
        public void put(String key, List<ByteBuffer> body, String crc64nvme) {
          try {
            mayPersist.await();
          } catch (InterruptedException e) {
            throw new StorageFailure.Unavailable("interrupted", e);
          }
          super.put(key, body, crc64nvme);
        }
      };

  private static AsyncCheckpointer on(ObjectStore store) {
    Writers.Claim claim = new Writers(store, KEYS).claim(Fixtures.writer(1, Optional.empty()));
    return new AsyncCheckpointer(
        new CheckpointWriter(store, KEYS, claim), Optional.of(new Retention(store, KEYS, 1)));
  }

  @Test
  void theTrainingMayChangeItsTensorsAsSoonAsSaveReturns() {
    try (AsyncCheckpointer checkpointer = on(slow)) {
      List<Tensor> state = Fixtures.state(10);
      String expected = Fingerprint.take(state).root();

      checkpointer.save(10, 1, state);
      state.getFirst().data().fill((byte) 7);
      assertThat(checkpointer.busy()).isTrue();
      assertThat(checkpointer.poll()).isEmpty();
      mayPersist.countDown();
      checkpointer.await();

      SaveReport report = checkpointer.poll().orElseThrow();
      assertThat(report.committed()).isTrue();
      assertThat(report.bytes()).isEqualTo(Tensor.totalBytes(state));
      assertThat(new CheckpointReader(store, KEYS).manifest(new CheckpointId(10, 1)).fingerprint())
          .isEqualTo(expected);
      assertThat(checkpointer.poll()).as("handed out once").isEmpty();
    }
  }

  @Test
  void aSecondSaveWaitsForTheFirst() {
    try (AsyncCheckpointer checkpointer = on(slow)) {
      checkpointer.save(10, 1, Fixtures.state(10));
      Thread.ofPlatform().start(mayPersist::countDown);
      checkpointer.save(20, 2, Fixtures.state(20));

      assertThat(checkpointer.poll().orElseThrow().step()).isEqualTo(10);
      checkpointer.await();
      SaveReport second = checkpointer.poll().orElseThrow();
      assertThat(second.step()).isEqualTo(20);
      assertThat(second.retention().orElseThrow().deleted())
          .containsExactly(new CheckpointId(10, 1));
    }
  }

  @Test
  void aFailureIsReportedAndTheNextSaveTriesAgain() {
    ObjectStore failing =
        CrashingObjectStore.failing(store, 3, CrashingObjectStore.Fault.ANSWER_LOST);
    try (AsyncCheckpointer checkpointer = on(failing)) {
      checkpointer.save(10, 1, Fixtures.state(10));
      checkpointer.await();
      SaveReport first = checkpointer.poll().orElseThrow();
      checkpointer.save(20, 2, Fixtures.state(20));
      checkpointer.await();

      assertThat(first.committed()).isFalse();
      assertThat(first.result())
          .isInstanceOfSatisfying(
              SaveReport.Result.Failed.class,
              failed -> assertThat(failed.failure().retryable()).isTrue());
      assertThat(checkpointer.poll().orElseThrow().committed()).isTrue();
    }
  }

  @Test
  void whatNobodyExpectedReachesTheTrainingThread() {
    ObjectStore dying =
        CrashingObjectStore.failing(store, 3, CrashingObjectStore.Fault.CRASH_BEFORE);
    try (AsyncCheckpointer checkpointer = on(dying)) {
      checkpointer.save(10, 1, Fixtures.state(10));

      assertThatThrownBy(checkpointer::await).isInstanceOf(CrashingObjectStore.Crash.class);
    }
  }

  @Test
  void tensorsOfAnotherSizeGetOtherMemory() {
    try (AsyncCheckpointer checkpointer = on(store)) {
      checkpointer.prepare(Fixtures.tensors().subList(1, 2));
      checkpointer.save(10, 1, Fixtures.state(10));
      checkpointer.await();

      assertThat(checkpointer.poll().orElseThrow().committed()).isTrue();
    }
  }
}
