/**
 * {@code keepstep variance}: the same training over many seeds, and how far its metrics lie apart.
 * Trainers are {@code trainer}'s processes; the reckoning is pure and knows nothing of them.
 */
@NullMarked
package dev.keepstep.cli.variance;

import org.jspecify.annotations.NullMarked;
