package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What capacity to run on. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CapacitySpec(
    @JsonPropertyDescription(
            "SpotOnly: spot nodes and nothing else, so no deadline can be kept. SpotPreferred: spot nodes; on-demand when no"
                + " spot node is to be had within provisionTimeout. OnDemandOnly: on-demand nodes"
                + " and nothing else.")
        Policy policy,
    @JsonPropertyDescription(
            "Zones to run in, by the nodes' label topology.kubernetes.io/zone; at most 16. Unset:"
                + " any.")
        List<String> zones,
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "How long an attempt may wait for a node before its capacity counts as not to be had,"
                + " as a duration such as 10m.")
        String provisionTimeout,
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "An attempt is rotated to another node before it is this old, as a duration such as"
                + " 48h, at least 30s. Unset: never.")
        @Nullable String maxLifetime) {

  public static final Policy DEFAULT_POLICY = Policy.SPOT_PREFERRED;
  public static final String DEFAULT_PROVISION_TIMEOUT = "10m";

  /** Which capacity a job may use. */
  public enum Policy {
    @JsonProperty("SpotOnly")
    SPOT_ONLY,
    @JsonProperty("SpotPreferred")
    SPOT_PREFERRED,
    @JsonProperty("OnDemandOnly")
    ON_DEMAND_ONLY
  }

  public CapacitySpec {
    policy = policy == null ? DEFAULT_POLICY : policy;
    zones = zones == null ? List.of() : List.copyOf(zones);
    provisionTimeout = provisionTimeout == null ? DEFAULT_PROVISION_TIMEOUT : provisionTimeout;
  }

  /** What a job without {@code capacity} gets. */
  public static CapacitySpec defaults() {
    return new CapacitySpec(DEFAULT_POLICY, List.of(), DEFAULT_PROVISION_TIMEOUT, null);
  }
}
