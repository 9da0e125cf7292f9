/**
 * The network by shape, and one update of it. Knows nothing of documents, storage or clocks: what
 * comes in is numbers, and every random number is asked of {@code determinism}.
 */
@NullMarked
package dev.keepstep.trainer.model;

import org.jspecify.annotations.NullMarked;
