/**
 * The training itself: what a step is made of, the loop around it, and how it stops. Storage is
 * asked through {@code checkpoint}, the cluster is told through {@code report}.
 */
@NullMarked
package dev.keepstep.trainer.run;

import org.jspecify.annotations.NullMarked;
