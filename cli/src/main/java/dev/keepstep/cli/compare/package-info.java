/**
 * {@code keepstep compare}: the metrics of two runs or builds side by side, for people and for CI.
 * Owns where a side is looked for and what a difference means; what a metric is, core says.
 */
@NullMarked
package dev.keepstep.cli.compare;

import org.jspecify.annotations.NullMarked;
