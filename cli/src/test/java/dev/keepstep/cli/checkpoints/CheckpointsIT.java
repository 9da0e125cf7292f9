package dev.keepstep.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.cli.storage.RealS3;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointWriter;
import dev.keepstep.core.checkpoint.Fixtures;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.Snapshot;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.core.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code keepstep checkpoints} as its user types it, on a real S3 server. */
class CheckpointsIT {
  private static RealS3 s3;
  private static int runs;

  private final CheckpointKeys keys = new CheckpointKeys("team/run-" + runs++);
  private final StringWriter err = new StringWriter();
  private String out = "";

  @BeforeAll
  static void start() {
    s3 = new RealS3();
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private ObjectStore store() {
    return s3.store();
  }

  private String place() {
    return "s3://" + RealS3.BUCKET + "/" + keys.prefix();
  }

  private void commit(long step, List<Tensor> tensors) {
    Writers.Claim claim = new Writers(store(), keys).claim(Fixtures.writer(1, Optional.empty()));
    new CheckpointWriter(store(), keys, claim).commit(new Snapshot(step, step / 10, tensors));
  }

  private int keepstep(String... words) {
    List<String> line = new ArrayList<>(List.of("checkpoints"));
    line.addAll(List.of(words));
    line.addAll(List.of("--s3-endpoint", s3.location().hostEndpoint()));
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Keepstep.commandLine()
          .setErr(new PrintWriter(err, true))
          .execute(line.toArray(String[]::new));
    } finally {
      System.setOut(before);
      out = bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private void damage(long step, int writer) {
    String key = keys.part(new CheckpointId(step, writer), 0);
    byte[] part = store().get(key);
    part[100] ^= 4;
    store().put(key, part);
  }

  @Test
  void listShowsWhatARestoreWouldTakeAndWhatNotAndWhy() {
    commit(10, Fixtures.state(10));
    commit(20, Fixtures.state(20));
    store().put(keys.part(new CheckpointId(20, 2), 0), new byte[3]);
    store().put(keys.part(new CheckpointId(30, 3), 0), new byte[3]);

    assertThat(keepstep("list", place())).isEqualTo(Exit.OK);

    assertThat(out.lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("30-3").endsWith("unfinished"),
            line ->
                assertThat(line)
                    .startsWith("20-2")
                    .contains("passed over: part-00000 has 3 bytes, expected 13324"),
            line -> assertThat(line).startsWith("10-1").contains("kB").endsWith("ok"));
  }

  @Test
  void verifyReadsEveryByteAndEndsWithOneWhereOneIsWrong() {
    commit(10, Fixtures.state(10));
    commit(20, Fixtures.state(20));

    assertThat(keepstep("verify", place())).as(err.toString()).isEqualTo(Exit.OK);
    assertThat(out.lines()).hasSize(2).allMatch(line -> line.contains("verified"));
    damage(20, 2);
    assertThat(keepstep("verify", place(), "latest")).isEqualTo(Exit.FAILED);
    assertThat(out).contains("20-2  passed over: part-00000 does not verify: tensor layer.0");
    assertThat(keepstep("verify", place(), "10-1")).isEqualTo(Exit.OK);
  }

  @Test
  void diffNamesTensorDistanceAndPlace() {
    commit(10, Fixtures.state(10));
    List<Tensor> other = Fixtures.state(10);
    other.get(1).bytes(8, 4).put(new byte[] {0, 0, 0x40, 0x40}); // 3.0 at index 2
    commit(20, other);

    assertThat(keepstep("diff", place(), "10", "20", "--format", "json")).isEqualTo(Exit.FAILED);

    JsonObject diff = Json.readObject(out, "diff");
    assertThat(diff.bool("identical")).isFalse();
    JsonObject only = diff.objects("differences").getFirst();
    assertThat(only.string("tensor")).isEqualTo("layer.1");
    assertThat(only.integer("differing")).isEqualTo(1);
    assertThat(only.integer("firstIndex")).isEqualTo(2);
    assertThat(keepstep("diff", place(), "10", "20")).isEqualTo(Exit.FAILED);
    assertThat(out).contains("1 of 4 tensors differ").contains("[2]");
    assertThat(keepstep("diff", place(), "latest", "--with", place())).isEqualTo(Exit.OK);
    assertThat(out).startsWith("identical: 4 tensors");
  }

  @Test
  void pruneKeepsTheNewestThatVerifiesWhateverTheListingSays() {
    for (long step = 10; step <= 50; step += 10) {
      commit(step, Fixtures.state(step));
    }
    damage(50, 5);

    assertThat(keepstep("prune", place(), "--keep", "1", "--dry-run")).isEqualTo(Exit.OK);
    assertThat(out).contains("would go").contains("would free");
    assertThat(keepstep("list", place())).isEqualTo(Exit.OK);
    assertThat(out.lines()).hasSize(6);
    assertThat(keepstep("prune", place(), "--keep", "1")).isEqualTo(Exit.OK);
    assertThat(keepstep("list", place())).isEqualTo(Exit.OK);
    assertThat(out.lines().skip(1).map(line -> line.split(" ")[0])).containsExactly("50-5", "40-4");
  }

  @Test
  void mistakesAreOneSentenceAndAMend() {
    commit(10, Fixtures.state(10));
    assertThat(keepstep("list")).isEqualTo(Exit.USAGE);
    assertThat(keepstep("diff", place(), "10")).isEqualTo(Exit.USAGE);
    assertThat(keepstep("verify", place(), "newest")).isEqualTo(Exit.USAGE);
    assertThat(keepstep("prune", place(), "--keep", "0")).isEqualTo(Exit.USAGE);
    assertThat(keepstep("verify", place(), "11")).isEqualTo(Exit.FAILED);
    assertThat(keepstep("prune", "s3://" + RealS3.BUCKET + "/nobody")).isEqualTo(Exit.FAILED);
    assertThat(keepstep("list", "s3://no-such-bucket/x")).isEqualTo(Exit.FAILED);
    assertThat(err.toString())
        .contains("no run is named")
        .contains("1 checkpoints are named (10), expected 2")
        .contains("\"newest\" is no checkpoint's name")
        .contains("there is no checkpoint 11 under " + place())
        .contains("the newest is 10-1")
        .contains("there is no checkpoint under s3://checkpoints/nobody")
        .contains("no such bucket")
        .doesNotContain("Exception");
  }
}
