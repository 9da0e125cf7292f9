/**
 * Purchase orders as a scanner would give them: a keyed generator of documents, their splits, how
 * they are varied in training, and the numbers that a network sees. Every document is a function of
 * (data seed, split, index) and every variation one of (seed, step, place in the batch), so nothing
 * here has state; no ND4J and no files.
 */
@NullMarked
package dev.keepstep.trainer.data;

import org.jspecify.annotations.NullMarked;
