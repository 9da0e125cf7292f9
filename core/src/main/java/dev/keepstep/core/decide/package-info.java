/**
 * What Keepstep does next with a run, and why: one immutable {@link
 * dev.keepstep.core.decide.Snapshot} in, one {@link dev.keepstep.core.decide.Decision} out, with
 * its reason in words and numbers. Pure: no Kubernetes, no clock, no I/O, no random number; the
 * same snapshot gives the same decision, and the order of its lists does not matter. The operator
 * and the simulator use the very same classes.
 */
@NullMarked
package dev.keepstep.core.decide;

import org.jspecify.annotations.NullMarked;
