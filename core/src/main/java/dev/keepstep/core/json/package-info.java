/**
 * The little JSON that the contract and the checkpoint format need: a strict reader into plain
 * values and a writer with one canonical form. On jackson-core alone, so that a trainer's class
 * path stays free of data binding and of its version conflicts.
 */
@NullMarked
package dev.keepstep.core.json;

import org.jspecify.annotations.NullMarked;
