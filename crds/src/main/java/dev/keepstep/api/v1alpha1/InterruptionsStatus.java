package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends of attempts that the training did not cause. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record InterruptionsStatus(
    @JsonPropertyDescription("How many there were.") Integer count,
    @JsonPropertyDescription("How many there were of each cause.") Map<String, Integer> byCause,
    @JsonPropertyDescription("Steps trained again because of them, in all.") Long recomputedSteps,
    @JsonPropertyDescription("The last ten, oldest first.") List<Interruption> recent) {

  /** How many of the last interruptions are kept. */
  public static final int KEPT = 10;

  public InterruptionsStatus {
    count = count == null ? 0 : count;
    byCause = byCause == null ? Map.of() : Map.copyOf(byCause);
    recomputedSteps = recomputedSteps == null ? 0L : recomputedSteps;
    recent = recent == null ? List.of() : List.copyOf(recent);
  }

  /** No interruption yet. */
  public static InterruptionsStatus none() {
    return new InterruptionsStatus(0, Map.of(), 0L, List.of());
  }

  /** One interruption, and how the run got over it. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Interruption(
      @JsonPropertyDescription("The attempt that it ended.") Integer attempt,
      @JsonPropertyDescription("Its cause in one word, such as Notice or NodeLost.") String cause,
      @JsonPropertyDescription("The sign that decided so.") @Nullable String sign,
      @JsonPropertyDescription("The node of the attempt.") @Nullable String node,
      @JsonPropertyDescription("The zone of that node.") @Nullable String zone,
      @JsonPropertyDescription("When the attempt was seen to have ended.") String at,
      @JsonPropertyDescription("Time from the notice to the end, as a duration; unset: no notice.")
          @Nullable String noticeGiven,
      @JsonPropertyDescription("Last step that was reported or told at the end; unset: none.")
          @Nullable Long stepLostAt,
      @JsonPropertyDescription("Newest committed checkpoint at the end; unset: none.")
          @Nullable Long checkpointStep,
      @JsonPropertyDescription("Whether the attempt committed a checkpoint when it was stopped.")
          @Nullable Boolean checkpointLanded,
      @JsonPropertyDescription("Step from which the run went on; unset: it has not yet.")
          @Nullable Long resumedAtStep,
      @JsonPropertyDescription("Steps that had to be trained again; unset: not known yet.")
          @Nullable Long recomputedSteps,
      @JsonPropertyDescription("Time without training; unset: the run has not gone on yet.")
          @Nullable Changeover changeover) {}

  /** Time from an attempt's last sign of life to the next attempt's first step. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Changeover(
      @JsonPropertyDescription("All of it, as a duration.") String total,
      @JsonPropertyDescription("From the last sign of life until the operator knew.")
          @Nullable String detection,
      @JsonPropertyDescription("From then until the next attempt had a node.")
          @Nullable String placement,
      @JsonPropertyDescription("From then until its trainer was heard of.") @Nullable String start,
      @JsonPropertyDescription("From then until it trained.") @Nullable String restore) {}
}
