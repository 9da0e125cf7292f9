/**
 * {@code keepstep checkpoints}: a run's checkpoints by hand. Reads and deletes through core's
 * protocol, as the trainer does, and knows nothing of what the tensors are.
 */
@NullMarked
package dev.keepstep.cli.checkpoints;

import org.jspecify.annotations.NullMarked;
