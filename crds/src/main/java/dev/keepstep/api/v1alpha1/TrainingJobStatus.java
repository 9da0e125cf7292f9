package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has seen of a job. Written by the operator alone. Times are RFC 3339 in UTC on
 * the operator's clock.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainingJobStatus(
    @JsonPropertyDescription(
            "One word for people, derived from the conditions: Waiting, Starting, Training, Stopping,"
                + " Suspended, Complete or Failed. Nothing reads it.")
        @Nullable String state,
    @JsonPropertyDescription("The metadata.generation of the spec that this status answers.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("When the first attempt was recorded.") @Nullable String startTime,
    @JsonPropertyDescription("When the job became Complete or Failed.")
        @Nullable String completionTime,
    @JsonPropertyDescription(
            "What is so now: Placed, Training, ProgressReported, StorageReady, Reproducible; Suspended"
                + " once it has been; DeadlineAtRisk and BudgetExhausted with a deadline or budget;"
                + " Complete or Failed at the end.")
        List<Condition> conditions,
    @JsonPropertyDescription("The attempt that trains, or is to train next.")
        @Nullable AttemptStatus attempt,
    @JsonPropertyDescription("The attempt that warms up to take over from it; unset: none.")
        @Nullable AttemptStatus standby,
    @JsonPropertyDescription(
            "Number of the newest standby that ended without taking over; unset: none has.")
        @Nullable Integer endedStandby,
    @JsonPropertyDescription("How far the run has come, as the trainer last reported.")
        @Nullable ProgressStatus progress,
    @JsonPropertyDescription("Ends of attempts that the training did not cause.")
        @Nullable InterruptionsStatus interruptions,
    @JsonPropertyDescription("Ends of attempts that the training caused.")
        @Nullable FailuresStatus failures,
    @JsonPropertyDescription(
            "Ends of attempts that count as neither, such as storage that refused.")
        @Nullable RetriesStatus retries,
    @JsonPropertyDescription("The deadline as it now stands; unset: spec.deadline is.")
        @Nullable DeadlineStatus deadline,
    @JsonPropertyDescription("What the run remembers of spot capacity in each zone.")
        List<ZoneStatus> zones,
    @JsonPropertyDescription("What the run has cost so far; unset: it has had no node.")
        @Nullable CostStatus cost,
    @JsonPropertyDescription("What the run ended with; unset before its end.")
        @Nullable ResultStatus result) {

  public TrainingJobStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    zones = zones == null ? List.of() : List.copyOf(zones);
  }

  /** The number of the newest attempt that is named here, be it over; 0: none is. */
  public int newestAttempt() {
    return Stream.concat(
            Stream.of(Optional.ofNullable(attempt), Optional.ofNullable(standby))
                .flatMap(Optional::stream)
                .map(AttemptStatus::number),
            Stream.ofNullable(endedStandby))
        .mapToInt(Integer::intValue)
        .max()
        .orElse(0);
  }

  /** The status of a job that nobody has looked at yet. */
  public static TrainingJobStatus empty() {
    return new TrainingJobStatus(
        null, null, null, null, List.of(), null, null, null, null, null, null, null, null,
        List.of(), null, null);
  }
}
