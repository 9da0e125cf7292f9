/**
 * What the operator and a trainer must agree on, and nothing else: environment variables, the spec
 * file, exit codes, the termination message and the annotations of an attempt's Lease. Any image
 * that keeps this contract can be trained by Keepstep, in whatever language it is written; it may
 * only grow, since released trainers read it.
 */
@NullMarked
package dev.keepstep.core.contract;

import org.jspecify.annotations.NullMarked;
