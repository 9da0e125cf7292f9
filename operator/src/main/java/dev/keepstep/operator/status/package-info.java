/**
 * What is said of a job: status, conditions and the events of a transition. Pure; the only maker of
 * conditions.
 */
@NullMarked
package dev.keepstep.operator.status;

import org.jspecify.annotations.NullMarked;
