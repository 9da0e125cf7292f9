package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import org.jspecify.annotations.Nullable;

/** What to train, where its checkpoints lie, and on what capacity. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainingJobSpec(
    @Required
        @JsonPropertyDescription(
            "The run's one seed, a 64-bit integer: every random number of the training is a"
                + " function of it. Cannot be changed, unless the job is suspended and has never"
                + " started.")
        Long seed,
    @Required
        @JsonPropertyDescription(
            "The training itself. Its program, steps and parameters cannot be changed, unless the"
                + " job is suspended and has never started.")
        TrainingSpec training,
    @JsonPropertyDescription(
            "Whether to hold the job: true stops the attempt with a checkpoint and places no other"
                + " until it is false again.")
        Boolean suspend,
    @JsonPropertyDescription(
            "The controller that looks after this job. Unset or keepstep.dev/operator: Keepstep's"
                + " operator. Anything else: the operator leaves the job alone. Cannot be changed.")
        @Nullable String managedBy,
    @Required
        @JsonPropertyDescription(
            "The pod of each attempt. Its container named trainer is the trainer. Keepstep adds"
                + " its environment, placement and annotations to it, and sets restartPolicy;"
                + " a change takes effect at the next attempt.")
        PodTemplateSpec template,
    @Required @JsonPropertyDescription("How often to save, how much to keep, and where.")
        CheckpointSpec checkpoint,
    @JsonPropertyDescription("What capacity to run on.") CapacitySpec capacity,
    @JsonPropertyDescription(
            "When the run should be done. Spot is used as long as on-demand could still make it;"
                + " then on-demand. A deadline that is missed does not stop the job. Unset: none."
                + " May be changed at any time.")
        @Nullable DeadlineSpec deadline,
    @JsonPropertyDescription(
            "What the run may cost. When it is spent the attempt is stopped with a checkpoint;"
                + " raising it goes on from there. Unset: no limit. May be changed at any time.")
        @Nullable BudgetSpec budget,
    @JsonPropertyDescription("When to give up.") LimitsSpec limits,
    @JsonPropertyDescription("What the same bits may depend on, and what to do if they differ.")
        ReproducibilitySpec reproducibility,
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "How long the job's object, its pods and their logs stay once it is Complete or Failed,"
                + " as a duration; then it is deleted, and spec.checkpoint.onDelete says what"
                + " becomes of its objects in S3. 0s: at once. Unset: for ever. May be changed at"
                + " any time.")
        @Nullable String ttlAfterFinished) {

  /** The value of {@link #managedBy} that means this operator, as does none. */
  public static final String MANAGED_BY_KEEPSTEP = "keepstep.dev/operator";

  public TrainingJobSpec {
    suspend = suspend == null ? Boolean.FALSE : suspend;
    capacity = capacity == null ? CapacitySpec.defaults() : capacity;
    limits = limits == null ? LimitsSpec.defaults() : limits;
    reproducibility = reproducibility == null ? ReproducibilitySpec.defaults() : reproducibility;
  }
}
