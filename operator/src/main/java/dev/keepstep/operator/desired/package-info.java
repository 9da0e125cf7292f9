/**
 * The objects that an attempt needs, made from nothing but the job and the plan. Pure: no client,
 * no clock, no environment, no randomness; the same input gives the same object.
 */
@NullMarked
package dev.keepstep.operator.desired;

import org.jspecify.annotations.NullMarked;
