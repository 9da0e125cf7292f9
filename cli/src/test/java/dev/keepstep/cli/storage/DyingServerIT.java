package dev.keepstep.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.CheckpointWriter;
import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.Fixtures;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.Snapshot;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server itself is killed, comes back, or has a disk that forgets a bit. */
class DyingServerIT {
  private static final CheckpointKeys KEYS = new CheckpointKeys("team/run");
  private static final int BYTES = 48 << 20;

  private final RealS3 s3 = new RealS3();
  private final ObjectStore store = s3.store();
  private CheckpointWriter writer;

  @BeforeEach
  void claim() {
    Writers.Claim claim = new Writers(store, KEYS).claim(Fixtures.writer(1, Optional.empty()));
    writer = new CheckpointWriter(store, KEYS, claim);
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private static List<Tensor> state(long seed) {
    byte[] bytes = new byte[BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return List.of(
        Tensor.of("params", DType.UINT8, List.of(BYTES / 3L), ByteBuffer.wrap(bytes, 0, BYTES / 3)),
        Tensor.of(
            "adam",
            DType.UINT8,
            List.of(BYTES / 3L * 2),
            ByteBuffer.wrap(bytes, BYTES / 3, BYTES / 3 * 2)));
  }

  private CommitOutcome commit(long step) {
    return writer.commit(new Snapshot(step, 0, state(step)));
  }

  private Restored restore(List<Tensor> targets) {
    return (Restored) new CheckpointReader(store, KEYS).restore(targets);
  }

  @Test
  void aKilledServerCostsATryAndNoCheckpoint() {
    commit(10);

    CompletableFuture<CommitOutcome> committing = CompletableFuture.supplyAsync(() -> commit(20));
    s3.server().kill();
    CommitOutcome outcome;
    try {
      s3.server().startAgain();
      outcome = committing.join(); // the tries outlast the restart, or they do not
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(StorageFailure.Unavailable.class);
      outcome = commit(20);
    }

    assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    List<Tensor> targets = state(0);
    assertThat(restore(targets).manifest().id()).isEqualTo(new CheckpointId(20, 1));
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(state(20)));
  }

  @Test
  void whileTheServerIsAwayNothingIsTakenForDamaged() {
    commit(10);
    s3.server().kill();

    assertThatThrownBy(() -> restore(state(0))).isInstanceOf(StorageFailure.Unavailable.class);

    s3.server().startAgain();
    assertThat(restore(state(0)).skipped()).isEmpty();
  }

  @Test
  void aBitThatTheDiskForgotIsFoundAndTheOlderCheckpointTaken() throws IOException {
    commit(10);
    commit(20);
    CheckpointId newest = new CheckpointId(20, 1);
    Path part = s3.server().data().resolve(RealS3.BUCKET).resolve(KEYS.part(newest, 1));
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, 1_000_000);
      one.put(0, (byte) (one.get(0) ^ 4)).rewind();
      file.write(one, 1_000_000);
    }

    List<Tensor> targets = state(0);
    Restored restored = restore(targets);

    assertThat(restored.manifest().id()).isEqualTo(new CheckpointId(10, 1));
    assertThat(restored.skipped())
        .singleElement()
        .satisfies(
            skipped ->
                assertThat(skipped.reason()).contains("part-00001 does not verify: tensor adam"));
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(state(10)));
  }
}
