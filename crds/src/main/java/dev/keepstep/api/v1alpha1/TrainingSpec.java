package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much work there is, and what the program is told. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainingSpec(
    @Required
        @Min(1)
        @Max(MAX_STEPS)
        @JsonPropertyDescription("Total optimiser steps of the run, 1 to 999999999999.")
        Long steps,
    @Pattern("^[A-Za-z0-9][A-Za-z0-9-]{0,62}$")
        @JsonPropertyDescription(
            "Name of the training program, of those that the image holds; part of the run's"
                + " identity. Unset: the one in the image's training folder, and where there is"
                + " none the built-in one.")
        @Nullable String program,
    @JsonPropertyDescription(
            "Handed to the program as they are; part of the run's identity. At most 128.")
        Map<String, String> parameters,
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "How long the whole training takes without interruptions, as a duration such as 6h30m."
                + " Finishing time and deadline are planned with it until a step time has been"
                + " measured. Unset: nothing is planned until then.")
        @Nullable String estimatedDuration) {

  /** Steps are written with 12 digits in the names of checkpoints. */
  public static final long MAX_STEPS = 999_999_999_999L;

  public TrainingSpec {
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }
}
