/**
 * {@code keepstep experiment}: the same TrainingJob under several policies on real nodes that come
 * and go by a trace, and what the simulator foretold for each. May not decide anything about the
 * training: it applies TrainingJobs, brings nodes and takes them away, and reads the ledgers.
 */
@NullMarked
package dev.keepstep.cli.experiment;

import org.jspecify.annotations.NullMarked;
