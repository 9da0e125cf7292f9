/**
 * What others learn of the training: the attempt's Lease, the termination message, lines on
 * standard output. Nothing here may hold training up or make it fail.
 */
@NullMarked
package dev.keepstep.trainer.report;

import org.jspecify.annotations.NullMarked;
