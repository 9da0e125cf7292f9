/**
 * Object stores for tests, shipped so that other rooms test against the same ones: one in memory,
 * and one that stops at a chosen write. No production code uses them.
 */
@NullMarked
package dev.keepstep.core.checkpoint.testing;

import org.jspecify.annotations.NullMarked;
