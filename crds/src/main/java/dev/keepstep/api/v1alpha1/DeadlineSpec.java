package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** When the run should be done: after so long, or at a time. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeadlineSpec(
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "So long after status.startTime, as a duration such as 12h; the time in which the job"
                + " is suspended is not counted. This or at.")
        @Nullable String after,
    @JsonPropertyDescription(
            "At this time, in RFC 3339, such as 2026-12-01T06:00:00Z. This or after.")
        @Nullable String at) {}
