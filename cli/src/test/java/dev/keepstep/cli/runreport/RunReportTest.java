package dev.keepstep.cli.runreport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.runs.RunSummary;
import dev.keepstep.cli.runs.TracesInBucket;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunReportTest {
  private static final Instant AT = Instant.parse("2026-01-02T12:00:00Z");

  private static RunFiles files(String digest) {
    ObjectStore store = new InMemoryObjectStore();
    TracesInBucket.write(store, digest);
    return RunFiles.read(store, TracesInBucket.PREFIX);
  }

  private static List<String> headings(String html) {
    return Pattern.compile("<h2>(.*?)</h2>").matcher(html).results().map(m -> m.group(1)).toList();
  }

  @Test
  void aBucketAloneGivesPicturesAttemptsIdentityAndEnvelope() {
    String html =
        new RunReport(new RunSummary("run", files("aaaaaaaa"), Optional.empty()))
            .html("./keepstep report s3://b/run", AT);
    assertThat(headings(html))
        .containsSubsequence(
            "Loss", "Accuracy", "Attempts", "What makes it this run", "Envelope", "Made by");
    assertThat(html)
        .contains("class=\"verdict\"", ">lost</text>", "node-2", "seed", "versions.nd4j")
        .doesNotContain("<script", "http://", "https://", "src=");
  }

  @Test
  void aJobsStatusAddsItsInterruptions() {
    TrainingJobStatus status =
        new KubernetesSerialization()
            .unmarshal(
                """
                interruptions:
                  count: 1
                  recent:
                    - {attempt: 1, cause: Notice, sign: some/taint, node: node-1, zone: zone-a,
                       at: "2026-01-02T12:00:00Z", noticeGiven: 2s, stepLostAt: 12,
                       resumedAtStep: 8, recomputedSteps: 4}
                """,
                TrainingJobStatus.class);
    String html =
        new RunReport(new RunSummary("run", files("aaaaaaaa"), Optional.of(status))).html("x", AT);
    assertThat(headings(html)).contains("Interruptions");
    assertThat(html).contains(">notice</text>", "zone-a, node-1", "some/taint");
  }

  private static String withCost(String cost) {
    TrainingJobStatus status =
        new KubernetesSerialization().unmarshal("cost: " + cost, TrainingJobStatus.class);
    return new RunReport(new RunSummary("run", files("aaaaaaaa"), Optional.of(status)))
        .html("x", AT);
  }

  @Test
  void whatItCostStandsBesideTheBaseline() {
    String html =
        withCost(
            """
            {currency: USD, spot: "0.0210", onDemand: "0.0040", total: "0.0250",
             baseline: "0.0680", saved: "0.0430", savedPercent: 63, recomputed: "0.0011",
             changeovers: "0.0024", spotFor: 1h, onDemandFor: 4m}
            """);
    assertThat(headings(html)).containsSubsequence("Attempts", "What it cost");
    assertThat(html)
        .contains(
            "this run USD 0.0250; on on-demand USD 0.0680",
            "saved (63 %)",
            "of it steps trained again",
            "USD 0.0011");
  }

  @Test
  void hoursWithoutAPriceHaveNoPictureAndSaySo() {
    String html = withCost("{spotFor: 1h, unpricedFor: 1h, message: 'no price for m5.large'}");
    assertThat(headings(html)).contains("What it cost");
    assertThat(html)
        .contains("no price for m5.large", "without a price")
        .doesNotContain("on-demand throughout");
  }

  @Test
  void bitsThatDifferMakeTheVerdictBad() {
    assertThat(
            new RunReport(new RunSummary("run", files("bbbbbbbb"), Optional.empty())).html("x", AT))
        .contains("class=\"verdict bad\"", "Different: attempts 1 and 2");
  }
}
