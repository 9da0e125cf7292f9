/**
 * {@code ./keepstep bench}: what checkpoints and determinism cost, each figure beside a peer's that
 * was measured in the same run. Reports ratios; no test asserts a time.
 */
@NullMarked
package dev.keepstep.cli.bench;

import org.jspecify.annotations.NullMarked;
