package dev.keepstep.trainer.spi;

import java.io.IOException;

/** A program's settings, checked. */
@FunctionalInterface
public interface TrainingPlan {
  /**
   * Gets the data. ND4J may still be loading on another thread: leave it alone here.
   *
   * @param inputs files and objects of the job's storage
   * @throws IllegalArgumentException with one sentence if the data are not what they should be: the
   *     attempt ends and is not tried again
   * @throws IOException if they cannot be read just now: the attempt fails and is tried again
   */
  TrainingData open(Inputs inputs) throws IOException;
}
