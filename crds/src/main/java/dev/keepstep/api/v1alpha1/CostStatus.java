package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What the run has cost so far. Amounts are decimal text; each attempt's own entry is on its Lease.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CostStatus(
    @JsonPropertyDescription("Currency of the amounts; unset: nothing had a price.")
        @Nullable String currency,
    @JsonPropertyDescription("What spot cost.") @Nullable String spot,
    @JsonPropertyDescription("What on-demand cost.") @Nullable String onDemand,
    @JsonPropertyDescription("Both together: what a budget is counted against.")
        @Nullable String total,
    @JsonPropertyDescription(
            "What the same useful steps would have cost on on-demand at the measured step time,"
                + " without interruptions.")
        @Nullable String baseline,
    @JsonPropertyDescription("baseline less total; negative if the run cost more.")
        @Nullable String saved,
    @JsonPropertyDescription("saved in percent of baseline.") @Nullable Integer savedPercent,
    @JsonPropertyDescription("The same with its sign, for people.") @Nullable String savedShare,
    @JsonPropertyDescription("Part of total: steps that were lost, and trained again elsewhere.")
        @Nullable String recomputed,
    @JsonPropertyDescription("Part of total: node time before each attempt's first step.")
        @Nullable String changeovers,
    @JsonPropertyDescription("Time for which spot nodes were held, as a duration.")
        @Nullable String spotFor,
    @JsonPropertyDescription("Time for which on-demand nodes were held, as a duration.")
        @Nullable String onDemandFor,
    @JsonPropertyDescription(
            "The part of both times for which no price is known, as a duration; it is in no amount.")
        @Nullable String unpricedFor,
    @JsonPropertyDescription("What has no price, and what to do about it, in one sentence.")
        @Nullable String message) {}
