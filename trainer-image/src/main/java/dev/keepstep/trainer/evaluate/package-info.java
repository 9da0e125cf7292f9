/**
 * From the network's probabilities to fields, and from fields to the three figures that are
 * reported. Pure: no ND4J, no files, no clock; each figure keeps its k and n.
 */
@NullMarked
package dev.keepstep.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
