package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** How often to save, how much to keep, and where. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CheckpointSpec(
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "Time between two checkpoints, as a duration such as 10m; at least 1s. Unset:"
                + " automatic, from what a save costs and how often attempts are interrupted.")
        @Nullable String interval,
    @Min(1)
        @JsonPropertyDescription(
            "How many of the newest checkpoints to keep; the newest that verified is always kept.")
        Integer retainLast,
    @JsonPropertyDescription(
            "A checkpoint of another run to go on from, in place of step 0: parameters and updater"
                + " state are its own, steps are counted on, and everything that is drawn comes"
                + " from this job's seed. Part of the run's identity. Unset: the run begins at"
                + " step 0.")
        @Nullable ForkSpec from,
    @JsonPropertyDescription(
            "What becomes of all that the run left in S3 when the job is deleted. Retain: it stays,"
                + " and a job that is created again goes on from it. Delete: checkpoints, trail and"
                + " result go; the job's object stays until they have, which a pod with the"
                + " trainer's identity sees to. In a namespace that is itself being deleted they"
                + " stay.")
        OnDelete onDelete,
    @Required @JsonPropertyDescription("The place in S3 where checkpoints, trail and result lie.")
        S3Spec s3) {

  public static final int DEFAULT_RETAIN_LAST = 3;

  /** What becomes of the run's objects in S3 with the job. */
  public enum OnDelete {
    @JsonProperty("Retain")
    RETAIN,
    @JsonProperty("Delete")
    DELETE
  }

  public CheckpointSpec {
    retainLast = retainLast == null ? DEFAULT_RETAIN_LAST : retainLast;
    onDelete = onDelete == null ? OnDelete.RETAIN : onDelete;
  }
}
