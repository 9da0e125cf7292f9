/**
 * Evidence that two runs computed the same bits, or where they parted: fingerprints and digests of
 * tensors, the trail of a run, verdicts on replayed steps, the envelope that the bits depend on and
 * the comparison of metrics. Pure: nothing here reads or writes storage; {@code checkpoint} does.
 */
@NullMarked
package dev.keepstep.core.proof;

import org.jspecify.annotations.NullMarked;
