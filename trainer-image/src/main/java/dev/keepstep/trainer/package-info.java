/**
 * The reference training program: a DL4J network that reads purchase orders, trained by Keepstep.
 */
@NullMarked
package dev.keepstep.trainer;

import org.jspecify.annotations.NullMarked;
