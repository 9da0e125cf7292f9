/** The operator's program: wiring only. */
@NullMarked
package dev.keepstep.operator;

import org.jspecify.annotations.NullMarked;
