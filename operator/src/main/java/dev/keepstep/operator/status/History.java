package dev.keepstep.operator.status;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.DeadlineStatus;
import dev.keepstep.api.v1alpha1.FailuresStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.RetriesStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.api.v1alpha1.ZoneStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What had been counted when an attempt was recorded, and how it was to be placed, as the attempt's
 * Lease keeps it: a status that was erased, or not written yet, is rebuilt from there, with no
 * counter lost and nothing placed twice.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record History(
    @Nullable String startTime,
    @Nullable ProgressStatus progress,
    @Nullable InterruptionsStatus interruptions,
    @Nullable FailuresStatus failures,
    @Nullable RetriesStatus retries,
    @Nullable DeadlineStatus deadline,
    List<ZoneStatus> zones,
    @Nullable String why,
    @Nullable String reason,
    @Nullable String capacity,
    List<String> preferredZones,
    List<String> excludedZones,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean standby) {

  /** Of an attempt whose Lease says nothing. */
  static final History NONE =
      new History(
          null, null, null, null, null, null, List.of(), null, null, null, List.of(), List.of(),
          false);

  private static final ObjectMapper JSON = new ObjectMapper();

  public History {
    zones = zones == null ? List.of() : List.copyOf(zones);
    preferredZones = preferredZones == null ? List.of() : List.copyOf(preferredZones);
    excludedZones = excludedZones == null ? List.of() : List.copyOf(excludedZones);
  }

  /** What status has counted, and the attempt that is recorded now. */
  public static History of(TrainingJobStatus status, AttemptStatus attempt) {
    return new History(
        status.startTime(),
        status.progress(),
        status.interruptions(),
        status.failures(),
        status.retries(),
        status.deadline(),
        status.zones(),
        attempt.why(),
        attempt.reason(),
        attempt.capacity(),
        attempt.preferredZones(),
        attempt.excludedZones(),
        attempt.equals(status.standby()));
  }

  /** As the annotation has it. */
  public String render() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a history that is no JSON", e);
    }
  }

  /** Reads the annotation; empty if it is none of ours. */
  public static Optional<History> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(text, History.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
