package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** What the run may cost. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BudgetSpec(
    @Required
        @Pattern("^[0-9]{1,9}(\\.[0-9]{1,6})?$")
        @JsonPropertyDescription(
            "What all attempts together may cost, more than 0, as text such as \"40.00\".")
        String amount,
    @Required
        @Pattern("^[A-Z]{3}$")
        @JsonPropertyDescription(
            "Its currency by ISO 4217, such as USD: that of the operator's price book, since"
                + " currencies are never converted.")
        String currency) {}
