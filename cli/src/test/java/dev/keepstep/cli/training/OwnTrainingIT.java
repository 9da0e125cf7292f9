package dev.keepstep.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.TrainerProcess.Ended;
import dev.keepstep.cli.trainer.TrainerProcess.Signal;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The training of {@code docs/how-to/bring-your-own-training.md}, written from that page in a
 * folder of its own, compiled by the page's own commands, and trained by real trainer processes on
 * a real S3 server.
 */
class OwnTrainingIT {
  private static final long STEPS = 12_000;

  @TempDir static Path folder;
  private static LocalStore server;
  private static ObjectStore store;
  private static OwnJarRun run;
  private static Ended undisturbed;

  @BeforeAll
  static void writeBuildAndTrainUndisturbed() throws Exception {
    Path source = folder.resolve("source");
    List<String> names =
        DocumentedFiles.write(
            Home.root().resolve("docs/how-to/bring-your-own-training.md"), source);
    assertThat(names).contains("build.sh").hasSize(5);
    build(source);
    Path jars = Files.createDirectories(folder.resolve("training"));
    Files.copy(source.resolve("points.jar"), jars.resolve("points.jar"));

    server = LocalStore.start(Progress.NONE);
    store = server.store();
    store.put("data/points.csv", points().getBytes(StandardCharsets.US_ASCII));
    Map<String, String> parameters =
        Map.of("dataFrom", "s3://" + LocalStore.BUCKET + "/data/points.csv", "batchSize", "128");
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    run = new OwnJarRun(program, server, "undisturbed", STEPS, parameters, jars, folder);
    undisturbed = run.attempt(1);
    assertThat(undisturbed.code()).as("%s", undisturbed.lastLines()).isZero();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** By {@code build.sh} as the page has it, with this JDK's tools. */
  private static void build(Path source) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-e", "build.sh").directory(source.toFile());
    builder.environment().put("KEEPSTEP", Home.root().toString());
    builder
        .environment()
        .merge("PATH", System.getProperty("java.home") + "/bin", (path, bin) -> bin + ":" + path);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static String points() {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 2000; row++) {
      int label = random.nextInt(2);
      text.append(label);
      for (int i = 0; i < 12; i++) {
        text.append(',').append((float) (random.nextGaussian() + (label == 1 ? 0.3 : -0.3)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static byte[] result(String prefix, String name) {
    return store.get(prefix + "/result/" + name);
  }

  @Test
  void itLearns() {
    String accuracy = undisturbed.message().orElseThrow().metrics().get("accuracy");
    assertThat(Double.parseDouble(accuracy.substring(0, 7))).isGreaterThan(0.7);
    assertThat(new String(result("undisturbed", "weights.txt"), StandardCharsets.US_ASCII).lines())
        .hasSize(13);
  }

  @Test
  void killedTwiceAndStoppedOnceItEndsWithTheSameBits() throws Exception {
    OwnJarRun disturbed = run.at("disturbed");
    assertThat(disturbed.struck(1, 2000, Signal.KILL).code()).isEqualTo(137);
    assertThat(disturbed.struck(2, 5000, Signal.KILL).code()).isEqualTo(137);
    Ended stopped = disturbed.struck(3, 8000, Signal.TERM);
    assertThat(stopped.code()).as("%s", stopped.lastLines()).isEqualTo(75);

    Ended end = disturbed.attempt(4);

    assertThat(end.code()).as("%s", end.lastLines()).isZero();
    assertThat(end.message().orElseThrow().resumedAt().orElseThrow())
        .isEqualTo(stopped.message().orElseThrow().step())
        .isBetween(8000L, STEPS);
    assertThat(end.message().orElseThrow().fingerprint())
        .isEqualTo(undisturbed.message().orElseThrow().fingerprint());
    for (String name : List.of("weights.txt", "metrics.json")) {
      assertThat(result("disturbed", name)).as(name).isEqualTo(result("undisturbed", name));
    }
  }

  @Test
  void badSettingsAndBadDataAreRefusedWithOneSentenceBeforeAnythingIsStored() throws Exception {
    assertRefused(
        Map.of("batchSize", "0"),
        "spec.training.parameters.batchSize is \"0\": expected 1 to 65536");
    assertRefused(
        Map.of("momentum", "0.9"),
        "spec.training.parameters.momentum is not known to this program: it reads batchSize,"
            + " dataFrom, dropout, learningRate");
    store.put("data/bad.csv", "1,2,3\n1,x,3\n".getBytes(StandardCharsets.US_ASCII));
    String bad = "s3://" + LocalStore.BUCKET + "/data/bad.csv";
    assertRefused(Map.of("dataFrom", bad), bad + " line 2: \"1,x,3\" is not label,x,y,…");
    assertThat(store.list("refused/").keys()).isEmpty();
  }

  @Test
  void aRunGoesOnWithItsOwnJarOnly() throws Exception {
    Path others = Files.createDirectories(folder.resolve("another-build"));
    Path jar = Files.copy(folder.resolve("training/points.jar"), others.resolve("points.jar"));
    Files.write(jar, new byte[] {0}, StandardOpenOption.APPEND);
    Ended ended = run.withJars(others).attempt(2);
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.message().orElseThrow().message())
        .contains("program is \"points/1 sha256:", "this job's is \"points/1 sha256:");
  }

  /** The same program, but that its masks come from a generator of its own. */
  @Test
  void aProgramThatCouldNotBeResumedIsFoundBeforeItTrains() throws Exception {
    Path source = folder.resolve("unkeyed");
    DocumentedFiles.write(Home.root().resolve("docs/how-to/bring-your-own-training.md"), source);
    Path regression = source.resolve("src/org/example/points/Regression.java");
    String keyed = "dropout.at(step, place)";
    String text = Files.readString(regression);
    assertThat(text).contains(keyed);
    Files.writeString(
        regression, text.replace(keyed, "dropout.at(System.nanoTime() >>> 1, place)"));
    build(source);
    Path jars = Files.createDirectories(folder.resolve("unkeyed-jars"));
    Files.copy(source.resolve("points.jar"), jars.resolve("points.jar"));

    Ended ended = run.at("unkeyed").withJars(jars).attempt(1);

    assertThat(ended.code()).isEqualTo(66);
    assertThat(ended.message().orElseThrow().message())
        .isEqualTo(
            "program points/1 cannot be resumed bit for bit: its first step, done twice from the"
                + " beginning, gave two results in the loss, tensor weights, tensor velocity");
    assertThat(store.list("unkeyed/checkpoints/").keys()).isEmpty();
  }

  private static void assertRefused(Map<String, String> parameters, String sentence)
      throws Exception {
    Map<String, String> all = new HashMap<>(run.parameters());
    all.putAll(parameters);
    Ended ended = run.at("refused").with(all).attempt(1);
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.message().orElseThrow().message()).isEqualTo(sentence);
    // the same sentence; its dots need a locale, which the image does not set
    assertThat(ended.lastLines()).hasSize(1);
  }
}
