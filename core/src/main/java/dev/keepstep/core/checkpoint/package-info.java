/**
 * How a run's progress outlives its pods: where things lie in object storage, when a checkpoint
 * exists, who may write, what is restored and what is thrown away. Owns the layout and the format,
 * which are fixed. Decides nothing by a machine's clock: ages are differences of the store's own
 * times. It may not know the AWS SDK (that is {@code s3}'s) nor any machine-learning library.
 */
@NullMarked
package dev.keepstep.core.checkpoint;

import org.jspecify.annotations.NullMarked;
