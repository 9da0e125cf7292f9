package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The deadline as it now stands. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeadlineStatus(
    @JsonPropertyDescription("When it is; unset while it does not run, since the job is suspended.")
        @Nullable String at,
    @JsonPropertyDescription("Since when the job has been suspended; unset: it is not.")
        @Nullable String suspendedAt,
    @JsonPropertyDescription("For how long it was suspended before, as a duration.")
        @Nullable String suspendedFor) {}
