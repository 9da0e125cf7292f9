/**
 * Money: what a price book says of a node, what each attempt cost, and what the same work would
 * have cost on on-demand. Pure: no clock, no client. Amounts are decimal, in one currency, and
 * never converted; what has no price is counted in hours and said to have none.
 */
@NullMarked
package dev.keepstep.core.decide.money;

import org.jspecify.annotations.NullMarked;
