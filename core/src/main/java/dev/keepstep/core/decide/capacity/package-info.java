/**
 * Where a run with a deadline is best now: policies behind one pure interface. A policy sees a
 * {@link dev.keepstep.core.decide.capacity.Situation} and makes a {@link
 * dev.keepstep.core.decide.capacity.Choice}; it keeps nothing between two calls, so the operator
 * may restart at any time, and the simulator can try it on recorded traces first.
 */
@NullMarked
package dev.keepstep.core.decide.capacity;

import org.jspecify.annotations.NullMarked;
