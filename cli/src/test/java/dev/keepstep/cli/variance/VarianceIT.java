package dev.keepstep.cli.variance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command itself, on real trainers: other seeds give other bits, the same seed the same. */
class VarianceIT {
  @TempDir Path out;

  @Test
  void seedsDifferAndTheSameSeedDoesNot() throws Exception {
    int exit =
        Keepstep.commandLine()
            .execute(
                "variance",
                "--seeds=2",
                "--steps=30",
                "--set=documents=40",
                "--set=batchSize=6",
                "--set=vendors=10",
                "--set=hidden1=24",
                "--set=hidden2=12",
                "--set=calibrationDocuments=20",
                "--set=testDocuments=30",
                "--quiet",
                "--out=" + out);
    assertThat(exit).isEqualTo(Exit.OK);
    JsonObject result = Json.readObject(Files.readString(out.resolve("variance.json")), "variance");
    assertThat(result.bool("repeatable")).isTrue();
    String first = result.objects("seeds").get(0).string("fingerprint");
    assertThat(result.object("again").string("fingerprint")).isEqualTo(first);
    assertThat(result.objects("seeds").get(1).string("fingerprint")).isNotEqualTo(first);
    assertThat(Files.readString(out.resolve("report.html"))).contains("<h2>Loss by step</h2>");
  }
}
