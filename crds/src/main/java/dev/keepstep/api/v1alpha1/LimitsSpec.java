package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** When to give up. Interruptions and failures are counted apart. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LimitsSpec(
    @Min(0)
        @JsonPropertyDescription(
            "How many failures (ends of an attempt that the training caused) are retried; one more"
                + " and the job is Failed. 0: none.")
        Integer failures,
    @Min(0)
        @JsonPropertyDescription(
            "How many interruptions (ends that the training did not cause) are gone on from; one"
                + " more and the job is Failed. Unset: any number.")
        @Nullable Integer interruptions,
    @Min(1)
        @JsonPropertyDescription(
            "After so many attempts in a row without a new checkpoint the last one counts as a"
                + " failure, whatever ended it.")
        Integer attemptsWithoutProgress,
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "A trainer whose heartbeats arrive but whose step has not moved for this long is hung:"
                + " a failure. A duration such as 15m, at least 30s.")
        String hangTimeout) {

  public static final int DEFAULT_FAILURES = 3;
  public static final int DEFAULT_ATTEMPTS_WITHOUT_PROGRESS = 5;
  public static final String DEFAULT_HANG_TIMEOUT = "15m";

  public LimitsSpec {
    failures = failures == null ? DEFAULT_FAILURES : failures;
    attemptsWithoutProgress =
        attemptsWithoutProgress == null
            ? DEFAULT_ATTEMPTS_WITHOUT_PROGRESS
            : attemptsWithoutProgress;
    hangTimeout = hangTimeout == null ? DEFAULT_HANG_TIMEOUT : hangTimeout;
  }

  /** What a job without {@code limits} gets. */
  public static LimitsSpec defaults() {
    return new LimitsSpec(
        DEFAULT_FAILURES, null, DEFAULT_ATTEMPTS_WITHOUT_PROGRESS, DEFAULT_HANG_TIMEOUT);
  }
}
