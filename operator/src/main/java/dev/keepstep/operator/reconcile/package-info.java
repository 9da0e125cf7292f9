/** The loop, and what wakes it. Nobody else may know of it. */
@NullMarked
package dev.keepstep.operator.reconcile;

import org.jspecify.annotations.NullMarked;
