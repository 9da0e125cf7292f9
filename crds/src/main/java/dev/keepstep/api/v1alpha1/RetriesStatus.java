package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What limits and back-off count by, over all attempts before the current one. It is the tally of
 * Keepstep's decisions, kept so that an operator that starts anew counts on.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RetriesStatus(
    @JsonPropertyDescription("Failures that limits.failures counts.") Integer failures,
    @JsonPropertyDescription("Interruptions that limits.interruptions counts.")
        Integer interruptions,
    @JsonPropertyDescription("Failures in a row without a new checkpoint.") Integer failureStreak,
    @JsonPropertyDescription("Attempts in a row that storage turned away.") Integer storageStreak,
    @JsonPropertyDescription("Attempts in a row on nodes with another envelope.")
        Integer envelopeStreak,
    @JsonPropertyDescription("Attempts in a row without a new checkpoint.") Integer withoutProgress,
    @JsonPropertyDescription("Failures in a row after the same step and in the same way.")
        Integer sameStepFailures,
    @JsonPropertyDescription(
            "Step after which the last failure came; unset: none that points at one.")
        @Nullable Long failedStep,
    @JsonPropertyDescription("The last failure in one sentence.") @Nullable String lastFailure) {

  public RetriesStatus {
    failures = failures == null ? 0 : failures;
    interruptions = interruptions == null ? 0 : interruptions;
    failureStreak = failureStreak == null ? 0 : failureStreak;
    storageStreak = storageStreak == null ? 0 : storageStreak;
    envelopeStreak = envelopeStreak == null ? 0 : envelopeStreak;
    withoutProgress = withoutProgress == null ? 0 : withoutProgress;
    sameStepFailures = sameStepFailures == null ? 0 : sameStepFailures;
  }
}
