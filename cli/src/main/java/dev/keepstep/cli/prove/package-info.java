/**
 * {@code keepstep prove}: trains undisturbed, trains the same again while killing it, and counts
 * the bits that differ. Owns what is killed when ({@link dev.keepstep.cli.prove.KillPlan}, pure),
 * over which configurations, and how the result is told; starts trainers through {@code trainer}
 * only.
 */
@NullMarked
package dev.keepstep.cli.prove;

import org.jspecify.annotations.NullMarked;
