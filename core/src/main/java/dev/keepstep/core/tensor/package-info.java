/**
 * Named blocks of numbers in memory: what a snapshot consists of and a fingerprint is taken of.
 * Owns their description and nothing of what is done with them.
 */
@NullMarked
package dev.keepstep.core.tensor;

import org.jspecify.annotations.NullMarked;
