/**
 * The built-in training program: fields of purchase orders, read by a network over windows of
 * words. It implements {@code spi} as any other program does and knows nothing of storage,
 * checkpoints or how attempts end.
 */
@NullMarked
package dev.keepstep.trainer.extract;

import org.jspecify.annotations.NullMarked;
