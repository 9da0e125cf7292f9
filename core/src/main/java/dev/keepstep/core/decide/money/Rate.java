package dev.keepstep.core.decide.money;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a whole node costs, as the price book had it when an attempt got the node.
 *
 * @param pricePerHour on the capacity that the attempt is on; empty: the book has none
 * @param onDemandPerHour of the same node on on-demand; empty: the book has none
 * @param currency ISO 4217 code
 */
public record Rate(
    Optional<BigDecimal> pricePerHour, Optional<BigDecimal> onDemandPerHour, String currency) {}
