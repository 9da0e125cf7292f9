/** The only writer to the cluster. It decides nothing. */
@NullMarked
package dev.keepstep.operator.apply;

import org.jspecify.annotations.NullMarked;
