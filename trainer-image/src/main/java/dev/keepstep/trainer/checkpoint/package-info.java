/**
 * The network's arrays as core's tensors, and when they are saved. The format, the protocol and S3
 * are core's.
 */
@NullMarked
package dev.keepstep.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
