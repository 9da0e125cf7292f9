package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The pace on one kind of node. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StepTimeStatus(
    @JsonPropertyDescription("spot or on-demand.") String capacity,
    @JsonPropertyDescription("Instance type of the node; unknown: it has no such label.")
        String instanceType,
    @JsonPropertyDescription("Time of one step there, smoothed, as a duration.") String stepTime) {

  /** Of a node that does not say what it is. */
  public static final String UNKNOWN = "unknown";
}
