/**
 * The trainer's part of {@code ./keepstep bench}: what saving and determinism cost in its loop,
 * each figure beside a peer's of the same run. Reports ratios; no test asserts a time.
 */
@NullMarked
package dev.keepstep.trainer.bench;

import org.jspecify.annotations.NullMarked;
