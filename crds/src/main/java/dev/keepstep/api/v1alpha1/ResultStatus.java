package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the run ended with. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResultStatus(
    @JsonPropertyDescription(
            "Fingerprint of the final parameters and updater state: 64 hex digits, equal for equal"
                + " bits.")
        @Nullable String fingerprint,
    @JsonPropertyDescription("Metrics by name, as text.") Map<String, String> metrics,
    @JsonPropertyDescription("Where model, metrics and report lie.") @Nullable String location) {

  public ResultStatus {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
  }
}
