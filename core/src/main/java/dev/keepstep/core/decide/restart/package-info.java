/**
 * How an attempt ended and what follows from it: interruption or failure, how often each may happen
 * and how long to wait. Pure: signs in, a verdict with the sign that decided out. Reads no clock,
 * and never the text of a message, which platforms change as they please.
 */
@NullMarked
package dev.keepstep.core.decide.restart;

import org.jspecify.annotations.NullMarked;
