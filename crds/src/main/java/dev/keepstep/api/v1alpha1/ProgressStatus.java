package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the run has come. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProgressStatus(
    @JsonPropertyDescription("Last finished step.") Long step,
    @JsonPropertyDescription("Total steps of the run.") Long steps,
    @JsonPropertyDescription("step in percent of steps, rounded down.") Integer percent,
    @JsonPropertyDescription("Step of the newest committed checkpoint; unset: there is none yet.")
        @Nullable Long checkpointStep,
    @JsonPropertyDescription("Time of one step, smoothed, as a duration; unset: not measured yet.")
        @Nullable String stepTime,
    @JsonPropertyDescription("The pace on each kind of node that the run has been on.")
        List<StepTimeStatus> stepTimes,
    @JsonPropertyDescription("When the run will be done if nothing interrupts it.")
        @Nullable String finishesAt,
    @JsonPropertyDescription("Time left until then, as a rounded duration, as of reportedAt.")
        @Nullable String remaining,
    @JsonPropertyDescription("Digest of the parameters, as <step>:<8 hex digits>.")
        @Nullable String digest,
    @JsonPropertyDescription("Fingerprint of the newest checkpoint, as <step>:<64 hex digits>.")
        @Nullable String fingerprint,
    @JsonPropertyDescription("When the operator saw this report.") @Nullable String reportedAt) {

  public ProgressStatus {
    stepTimes = stepTimes == null ? List.of() : List.copyOf(stepTimes);
  }
}
