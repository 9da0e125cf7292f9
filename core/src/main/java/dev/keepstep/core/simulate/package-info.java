/**
 * Placement policies on recorded or synthetic spot capacity: what they would have cost, when they
 * would have ended, and what the best possible schedule would have cost. Drives the policies of
 * {@code decide}, and decides nothing itself. Reads no files; traces come in as text.
 */
@NullMarked
package dev.keepstep.core.simulate;

import org.jspecify.annotations.NullMarked;
