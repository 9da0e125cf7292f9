package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What the same bits may depend on, and what to do if they differ. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReproducibilitySpec(
    @JsonPropertyDescription(
            "Portable: the same bits on every x86-64 CPU with AVX2. Native: the machine's fastest"
                + " kernels, and so one CPU family for the whole run.")
        Kernels kernels,
    @JsonPropertyDescription(
            "What a later attempt does on a node whose envelope (kernels, threads, library"
                + " versions, GPU model and driver) differs from the first attempt's. Pin: it is"
                + " placed elsewhere. Warn: it trains on and says so. Ignore: it trains on.")
        EnvelopePolicy envelope,
    @JsonPropertyDescription(
            "What to do when a re-executed step gives other bits than before. Fail: the job fails."
                + " Report: it goes on, and condition Reproducible is False. Unset: Report where"
                + " the trainer asks for a GPU, Fail elsewhere.")
        @Nullable OnMismatch onMismatch) {

  /** Which native kernels the trainer uses. */
  public enum Kernels {
    @JsonProperty("Portable")
    PORTABLE("Portable"),
    @JsonProperty("Native")
    NATIVE("Native");

    private final String word;

    Kernels(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** What a node with another envelope means. */
  public enum EnvelopePolicy {
    @JsonProperty("Pin")
    PIN("Pin"),
    @JsonProperty("Warn")
    WARN("Warn"),
    @JsonProperty("Ignore")
    IGNORE("Ignore");

    private final String word;

    EnvelopePolicy(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** What other bits mean. */
  public enum OnMismatch {
    @JsonProperty("Fail")
    FAIL("Fail"),
    @JsonProperty("Report")
    REPORT("Report");

    private final String word;

    OnMismatch(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public ReproducibilitySpec {
    kernels = kernels == null ? Kernels.PORTABLE : kernels;
    envelope = envelope == null ? EnvelopePolicy.PIN : envelope;
  }

  /** What a job without {@code reproducibility} gets. */
  public static ReproducibilitySpec defaults() {
    return new ReproducibilitySpec(Kernels.PORTABLE, EnvelopePolicy.PIN, null);
  }
}
