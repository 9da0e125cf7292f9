package dev.keepstep.trainer.spi;

/** The data of a run, in hand. */
public interface TrainingData {
  /**
   * What the bits depend on of the data, for the run's identity: an attempt that finds other data
   * is refused.
   *
   * @return such as {@code sha256:} and 64 hex digits
   */
  String digest();

  /**
   * Makes the training, at step 0.
   *
   * @param randomness where every random number of the training comes from
   * @throws IllegalArgumentException with one sentence if the settings ask for what cannot be made
   */
  Training training(Randomness randomness);
}
