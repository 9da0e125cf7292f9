package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Ends of attempts that the training caused. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FailuresStatus(
    @JsonPropertyDescription("How many there were.") Integer count,
    @JsonPropertyDescription("The last one.") @Nullable Failure last) {

  public FailuresStatus {
    count = count == null ? 0 : count;
  }

  /** No failure yet. */
  public static FailuresStatus none() {
    return new FailuresStatus(0, null);
  }

  /** One failure. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Failure(
      @JsonPropertyDescription("The attempt that it ended.") Integer attempt,
      @JsonPropertyDescription("Its cause in one word, such as OutOfMemory or Hung.") String cause,
      @JsonPropertyDescription("The trainer's exit code; unset: it gave none.")
          @Nullable Integer exitCode,
      @JsonPropertyDescription("One sentence about it.") @Nullable String message,
      @JsonPropertyDescription("When it was seen.") String at) {}
}
