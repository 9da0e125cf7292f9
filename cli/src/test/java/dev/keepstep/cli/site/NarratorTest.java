package dev.keepstep.cli.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.Words;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private static TrainingJobStatus status(
      String state, int attempt, long step, @Nullable String stepTime, Interruption... recent) {
    TrainingJobStatus status =
        Examples.status(
            """
            state: %s
            attempt: {number: %d, pod: p-%d-0, capacity: spot, zone: zone-b, node: spot-b}
            progress: {step: %d, steps: 600, percent: 22%s}
            """
                .formatted(
                    state,
                    attempt,
                    attempt,
                    step,
                    stepTime == null ? "" : ", stepTime: " + stepTime + ", remaining: 3m5s"));
    return new KubernetesSerialization()
        .unmarshal(
            "interruptions: "
                + new KubernetesSerialization()
                    .asJson(new InterruptionsStatus(recent.length, Map.of(), 0L, List.of(recent)))
                + "\n"
                + new KubernetesSerialization().asYaml(status).replaceFirst("^---\n", ""),
            TrainingJobStatus.class);
  }

  @Test
  void anInterruptionIsToldOnceWhenSeenAndOnceWhenTheRunHasGoneOn() {
    Narrator narrator = new Narrator();
    Interruption before =
        Examples.interruption(
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
            """);
    assertThat(narrator.news(status("Starting", 2, 141, null, before)))
        .singleElement()
        .asString()
        .startsWith("notice    spot-a (aws-node-termination-handler/spot-itn)")
        .endsWith("checkpoint 141 committed");
    assertThat(narrator.news(status("Starting", 2, 141, null, before))).isEmpty();
    assertThat(narrator.news(status("Training", 2, 150, "142ms", Examples.NOTICED)))
        .singleElement()
        .asString()
        .startsWith("placed    attempt 2 on spot-b")
        .endsWith("resumed at 141, 0 steps recomputed, changeover 1.6 s (0.0 s detection)");
    assertThat(narrator.news(status("Training", 2, 150, "142ms", Examples.NOTICED))).isEmpty();
  }

  @Test
  void aNodeLostWithoutNoticeIsToldWithItsLastCheckpoint() {
    assertThat(new Narrator().news(status("Training", 3, 310, null, Examples.LOST)))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("lost      spot-b, no notice (Node object gone)")
        .endsWith("last checkpoint 300");
  }

  @Test
  void theLiveLineSaysHowFarAndHowFast() {
    assertThat(Narrator.live(status("Training", 1, 137, "142ms"), 600))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("  step 137/600  ████████▎")
                    .endsWith(" 22 %   spot  zone-b   142 ms/step   3 m 05 s left"));
    assertThat(Narrator.live(status("Starting", 1, 0, null), 600))
        .hasValueSatisfying(line -> assertThat(line).endsWith("starting"));
    assertThat(Narrator.live(TrainingJobStatus.empty(), 600)).isEmpty();
  }

  @Test
  void numbersAreAsPeopleReadThem() {
    assertThat(Words.metric("accuracyAt95")).isEqualTo("accuracy at 95 % target accuracy");
    assertThat(Words.metric("machineOnlyAccuracy")).isEqualTo("machine only accuracy");
    assertThat(Words.bar(0, 4)).isEqualTo("    ");
    assertThat(Words.bar(0.5, 4)).isEqualTo("██  ");
    assertThat(Words.bar(1, 4)).isEqualTo("████");
    assertThat(Words.count(1, "attempt")).isEqualTo("1 attempt");
  }
}
