/**
 * What the program does in place of training when it is told to: delete a run, export a model.
 * Nothing here runs beside a training.
 */
@NullMarked
package dev.keepstep.trainer.task;

import org.jspecify.annotations.NullMarked;
