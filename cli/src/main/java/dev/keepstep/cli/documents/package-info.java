/**
 * {@code keepstep documents}: the built-in training's documents as files. The format is the
 * trainer's, which is started as a process: nothing of DL4J is on this command's class path.
 */
@NullMarked
package dev.keepstep.cli.documents;

import org.jspecify.annotations.NullMarked;
