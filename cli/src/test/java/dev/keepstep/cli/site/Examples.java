package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.site.RunRecord.AttemptSpan;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs as the demo's status tells them. */
public final class Examples {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  static final Instant APPLIED = Instant.parse("2026-01-02T12:03:00Z");

  public static final Interruption NOTICED =
      interruption(
          """
          attempt: 1
          cause: Reclaimed
          sign: aws-node-termination-handler/spot-itn
          node: spot-a
          at: "2026-01-02T12:03:31Z"
          noticeGiven: 1s420ms
          stepLostAt: 141
          checkpointStep: 141
          checkpointLanded: true
          resumedAtStep: 141
          recomputedSteps: 0
          changeover: {total: 1s600ms, detection: 0s, placement: 300ms}
          """);

  public static final Interruption LOST =
      interruption(
          """
          attempt: 2
          cause: NodeLost
          sign: Node object gone
          node: spot-b
          at: "2026-01-02T12:04:40Z"
          stepLostAt: 327
          checkpointStep: 300
          resumedAtStep: 300
          recomputedSteps: 27
          changeover: {total: 14s200ms, detection: 12s, placement: 500ms}
          """);

  private Examples() {}

  /** As the API server would hand it over: the records grow, and these examples need not. */
  static Interruption interruption(String yaml) {
    return SERIALIZATION.unmarshal(yaml, Interruption.class);
  }

  static TrainingJobStatus status(String yaml) {
    return SERIALIZATION.unmarshal(yaml, TrainingJobStatus.class);
  }

  public static RunRecord interrupted(String fingerprint, String accuracy) {
    return new RunRecord(
        "purchase-orders",
        "demo/r/purchase-orders",
        600,
        List.of(span(1, "a", 2, 31), span(2, "b", 33, 100), span(3, "c", 114, 240)),
        List.of(NOTICED, LOST),
        fingerprint,
        RunRecord.sorted(Map.of("machineOnlyAccuracy", accuracy, "accuracyAt95", "- (0/0)")),
        "27 re-executed steps gave the same bits",
        Optional.empty(),
        APPLIED,
        Duration.ofSeconds(240));
  }

  public static RunRecord undisturbed(String fingerprint, String accuracy) {
    return new RunRecord(
        "purchase-orders-undisturbed",
        "demo/r/purchase-orders-undisturbed",
        600,
        List.of(span(1, "a", 2, 200)),
        List.of(),
        fingerprint,
        RunRecord.sorted(Map.of("machineOnlyAccuracy", accuracy, "accuracyAt95", "- (0/0)")),
        "",
        Optional.empty(),
        APPLIED,
        Duration.ofSeconds(200));
  }

  private static AttemptSpan span(int number, String letter, int from, int until) {
    return new AttemptSpan(
        number,
        "spot",
        "zone-" + letter,
        "spot-" + letter,
        APPLIED.plusSeconds(from),
        APPLIED.plusSeconds(until));
  }
}
