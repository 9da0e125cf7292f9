/** What the operator says while tests run: nothing that warns and is not declared. */
@NullMarked
package dev.keepstep.operator.logs;

import org.jspecify.annotations.NullMarked;
