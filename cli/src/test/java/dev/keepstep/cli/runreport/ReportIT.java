package dev.keepstep.cli.runreport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.localcluster.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run that is killed once, reported on and compared from its bucket. */
class ReportIT {
  private static final Map<String, String> SMALL =
      Map.of(
          "documents", "40",
          "batchSize", "6",
          "vendors", "10",
          "hidden1", "24",
          "hidden2", "12",
          "calibrationDocuments", "20",
          "testDocuments", "30");

  @TempDir Path folder;

  @Test
  void aRunThatWasKilledIsReportedOnAndComparedFromItsBucket() throws Exception {
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    try (LocalStore store = LocalStore.start(Progress.NONE)) {
      TrainerRun run =
          new TrainerRun(
              program,
              store,
              "killed",
              new TrainerSpec(
                  5,
                  200,
                  SMALL,
                  store.storage("team/killed", store.endpoint()),
                  Optional.of(Duration.ofMillis(200)),
                  Duration.ofHours(1),
                  3,
                  new TrainerSpec.Reproducibility("Portable", "Pin", "Fail"),
                  Optional.empty(),
                  Optional.empty()),
              folder);
      try (TrainerProcess first = run.start(1)) {
        assertThat(first.awaitStep(60)).isTrue();
        first.send(TrainerProcess.Signal.KILL);
        first.await();
      }
      try (TrainerProcess second = run.start(2)) {
        assertThat(second.await().code()).isZero();
      }
      String place = "s3://" + LocalStore.BUCKET + "/team/killed";
      Path page = folder.resolve("run.html");

      assertThat(keepstep(store, "report", place, "--out=" + page)).isEqualTo(Exit.OK);
      assertThat(Files.readString(page))
          .contains(
              "Complete: 200 steps in 2 attempts",
              "<h2>Loss</h2>",
              "<h2>Where the time went</h2>",
              "machine only accuracy",
              "versions.nd4j")
          .doesNotContain("Could not be read");

      Path metrics =
          Files.write(
              folder.resolve("metrics.json"), store.store().get("team/killed/result/metrics.json"));
      assertThat(keepstep(store, "compare", metrics.toString(), place, "--bits"))
          .isEqualTo(Exit.OK);
      assertThat(keepstep(store, "compare", metrics.toString(), place + "-not")).isEqualTo(2);
    }
  }

  private static int keepstep(LocalStore store, String command, String... words) {
    String[] all = new String[words.length + 3];
    all[0] = command;
    System.arraycopy(words, 0, all, 1, words.length);
    all[all.length - 2] = "--s3-endpoint=" + store.endpoint();
    all[all.length - 1] = "--quiet";
    return Keepstep.commandLine().execute(all);
  }
}
