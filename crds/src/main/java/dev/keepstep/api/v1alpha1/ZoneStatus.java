package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What the run remembers of spot capacity in one zone. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ZoneStatus(
    @JsonPropertyDescription("The zone; * for a request that any zone could have answered.")
        String zone,
    @JsonPropertyDescription("When an attempt last got a spot node there.")
        @Nullable String grantedAt,
    @JsonPropertyDescription("When a request last stayed without an answer there.")
        @Nullable String refusedAt,
    @JsonPropertyDescription("When an attempt there last lost its node.") @Nullable String lostAt,
    @JsonPropertyDescription("How often an attempt got a spot node there.")
        @Nullable Integer grants,
    @JsonPropertyDescription("How often a request stayed without an answer there.")
        @Nullable Integer refusals,
    @JsonPropertyDescription("How often an attempt lost its node there.") @Nullable Integer losses,
    @JsonPropertyDescription("For how long spot nodes were held there in all, as a duration.")
        @Nullable String held) {}
