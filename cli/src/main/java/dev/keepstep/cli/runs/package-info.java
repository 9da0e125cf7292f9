/**
 * A run as it is found afterwards, or while it goes on: in its bucket, in a folder, or as a
 * TrainingJob. Reads and reckons; owns no picture and no command, and writes nothing anywhere.
 */
@NullMarked
package dev.keepstep.cli.runs;

import org.jspecify.annotations.NullMarked;
