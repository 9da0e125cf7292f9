/**
 * {@code keepstep demo}: a training loses its nodes and ends with the bits of the undisturbed one.
 * A {@code Site} is where it happens (a cluster made for it, or one that is there); everything else
 * is the same for both. May not decide anything about the training: it applies TrainingJobs, takes
 * nodes away and reads what the operator says.
 */
@NullMarked
package dev.keepstep.cli.demo;

import org.jspecify.annotations.NullMarked;
