package dev.keepstep.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.site.Examples;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class DemoResultTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String GOOD = "0.92950 (1859/2000)";

  private static DemoResult result(String one, String other, String accuracy) {
    return new DemoResult(
        7, Examples.interrupted(one, GOOD), Examples.undisturbed(other, accuracy));
  }

  @Test
  void onlyEqualFingerprintsAndMetricsAreIdentical() {
    assertThat(result(A, A, GOOD).identical()).isTrue();
    assertThat(result(A, B, GOOD).identical()).isFalse();
    assertThat(result(A, A, "0.92900 (1858/2000)").identical()).isFalse();
    assertThat(result("", "", GOOD).identical()).as("no fingerprint proves nothing").isFalse();
  }

  @Test
  void theSummaryHasTheDocumentedFieldsAndNoOthers() {
    String text = Json.writePretty(result(A, A, GOOD).summary());
    JsonObject summary = Json.readObject(text, "summary");
    assertThat(summary.names())
        .containsExactly("identical", "fingerprints", "interruptions", "attempts", "metrics");
    assertThat(summary.bool("identical")).isTrue();
    assertThat(summary.integer("attempts")).isEqualTo(3);
    assertThat(summary.object("fingerprints").string("undisturbed")).isEqualTo(A);
    JsonObject lost = summary.objects("interruptions").get(1);
    assertThat(lost.names())
        .containsExactly(
            "cause",
            "step",
            "resumedAtStep",
            "recomputedSteps",
            "changeoverSeconds",
            "changeoverParts");
    assertThat(lost.string("cause")).isEqualTo("NodeLost");
    assertThat(lost.integer("step")).isEqualTo(327);
    assertThat(lost.integer("resumedAtStep")).isEqualTo(300);
    assertThat(lost.integer("recomputedSteps")).isEqualTo(27);
    assertThat(lost.number("changeoverSeconds")).isEqualTo(14.2);
    assertThat(lost.object("changeoverParts").number("detection")).isEqualTo(12);
    JsonObject accuracy =
        summary.object("metrics").object("interrupted").object("machineOnlyAccuracy");
    assertThat(accuracy.number("value")).isEqualTo(0.9295);
    assertThat(accuracy.integer("k")).isEqualTo(1859);
    assertThat(accuracy.integer("n")).isEqualTo(2000);
  }

  @Test
  void theReportSaysTheVerdictAndNeedsNoNetwork() {
    String html =
        new DemoReport(result(A, B, GOOD), RunFiles.none(), RunFiles.none())
            .html("./keepstep demo");
    assertThat(html)
        .contains("Different: after 2 interruptions, 3 attempts", A, B, "zone-b spot", "NodeLost")
        .doesNotContain("http:", "https:", "<script", "@import", "url(");
    assertThat(new DemoReport(result(A, A, GOOD), RunFiles.none(), RunFiles.none()).html("x"))
        .contains("Identical: after 2 interruptions");
  }
}
