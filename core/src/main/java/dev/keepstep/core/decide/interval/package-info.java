/** How often to checkpoint. Pure arithmetic. */
@NullMarked
package dev.keepstep.core.decide.interval;

import org.jspecify.annotations.NullMarked;
