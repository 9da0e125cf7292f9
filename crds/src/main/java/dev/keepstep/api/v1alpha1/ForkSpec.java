package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A checkpoint of another run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ForkSpec(
    @Pattern("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
        @Size(max = 63)
        @JsonPropertyDescription(
            "Bucket of the other run, on the same server and with the same credentials. Unset: this"
                + " job's own.")
        @Nullable String bucket,
    @Required
        @Pattern("^[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*$")
        @Size(max = 512)
        @JsonPropertyDescription(
            "Prefix of the other run: <namespace>/<name> of its job unless that said otherwise.")
        String prefix,
    @Min(1)
        @Max(TrainingSpec.MAX_STEPS)
        @JsonPropertyDescription(
            "Which of its checkpoints, by step. Unset: the newest that verifies when this job first"
                + " begins.")
        @Nullable Long step) {}
