package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command itself, over a small matrix: real trainers, a real S3 server, real signals. */
class ProveIT {
  @TempDir Path out;

  @Test
  void killedTrainingsEndWithTheUndisturbedBitsAndTheControlsAreCaught() throws Exception {
    int exit =
        Keepstep.commandLine()
            .execute(
                "prove",
                "--kills=8",
                "--steps=60",
                "--configurations=often,no-dropout",
                "--quiet",
                "--out=" + out);

    JsonObject proof = Json.readObject(Files.readString(out.resolve("proof.json")), "proof");
    assertThat(proof.bool("identical")).isTrue();
    List<JsonObject> configurations = proof.objects("configurations");
    assertThat(configurations).hasSize(2);
    for (JsonObject configuration : configurations) {
      assertThat(configuration.integer("kills")).isEqualTo(8);
      assertThat(configuration.integer("differingBits")).isZero();
      assertThat(configuration.object("parameters").integer("comparedBits")).isPositive();
      assertThat(configuration.bool("negativeControlCaught")).isTrue();
      assertThat(configuration.object("negativeControl").integer("differingBits")).isPositive();
    }
    assertThat(Files.readString(out.resolve("report.html"))).contains("0 differing bits");
    assertThat(exit).isEqualTo(Exit.OK);
  }
}
