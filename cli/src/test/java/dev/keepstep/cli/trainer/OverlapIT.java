package dev.keepstep.cli.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.TrainerProcess.Ended;
import dev.keepstep.cli.trainer.TrainerProcess.Signal;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two attempts of one run at the same time, as two real trainers on a real S3 server: a node that
 * is cut off but alive goes on training while its successor has begun.
 */
class OverlapIT {
  private static final int STEPS = 400;

  @TempDir static Path folder;
  private static LocalStore store;
  private static PlainProgram program;
  private static TerminationMessage undisturbed;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    store = LocalStore.start(Progress.STDERR);
    try (TrainerProcess process = run("undisturbed").start(1)) {
      undisturbed = done(process.await());
    }
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void theOlderStopsAtItsNextCommitAndTheNewerEndsWithTheSameBits() throws Exception {
    TrainerRun run = run("superseded");
    try (TrainerProcess older = run.start(1)) {
      assertThat(older.awaitStep(20)).isTrue();
      // or a fast machine would have it done before the other begins
      older.send(Signal.STOP);
      try (TrainerProcess newer = run.start(2)) {
        assertThat(newer.awaitStep(20)).isTrue();
        older.send(Signal.CONT);
        Ended first = older.await();
        TerminationMessage end = done(newer.await());

        assertThat(first.code())
            .as(first.said())
            .isIn(ExitCode.INTERRUPTED_COMMITTED.code(), ExitCode.INTERRUPTED_UNCOMMITTED.code());
        assertThat(first.message().map(TerminationMessage::cause)).contains("Superseded");
        assertSameEnd(run, end);
      }
    }
  }

  @Test
  void oneThatWakesUpAfterTheEndHarmsNothing() throws Exception {
    TrainerRun run = run("frozen");
    try (TrainerProcess older = run.start(1)) {
      assertThat(older.awaitStep(20)).isTrue();
      older.send(Signal.STOP);
      TerminationMessage end;
      try (TrainerProcess newer = run.start(2)) {
        end = done(newer.await());
      }
      byte[] model = store.store().get(keys(run).result("model.zip"));

      older.send(Signal.CONT);
      Ended woken = older.await();

      assertThat(woken.message().map(TerminationMessage::cause)).contains("Superseded");
      assertSameEnd(run, end);
      assertThat(store.store().get(keys(run).result("model.zip"))).isEqualTo(model);
    }
  }

  private static TrainerRun run(String name) throws IOException {
    TrainerSpec spec =
        new TrainerSpec(
            5,
            STEPS,
            Map.of(
                "documents", "60",
                "vendors", "10",
                "batchSize", "6",
                "hidden1", "24",
                "hidden2", "12",
                "calibrationDocuments", "20",
                "testDocuments", "30"),
            store.storage("overlap/" + name, store.endpoint()),
            Optional.of(Duration.ofMillis(100)),
            Duration.ofHours(1),
            2,
            new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"));
    return new TrainerRun(program, store, name, spec, folder);
  }

  private static CheckpointKeys keys(TrainerRun run) {
    return new CheckpointKeys(run.spec().storage().prefix());
  }

  private static TerminationMessage done(Ended ended) {
    assertThat(ended.code()).as(ended.said()).isZero();
    return ended.message().orElseThrow();
  }

  private static void assertSameEnd(TrainerRun run, TerminationMessage end) {
    assertThat(end.fingerprint()).isEqualTo(undisturbed.fingerprint());
    assertThat(end.metrics()).isEqualTo(undisturbed.metrics());
    // and whoever restores now gets the run's last step, whole
    Inventory.Folder newest = Inventory.of(store.store(), keys(run)).folders().getFirst();
    assertThat(newest.id().step()).isEqualTo(STEPS);
    assertThat(new CheckpointReader(store.store(), keys(run)).verify(newest.id())).isEmpty();
  }
}
