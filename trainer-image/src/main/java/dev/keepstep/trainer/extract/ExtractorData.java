package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.spi.Randomness;
import dev.keepstep.trainer.spi.Training;
import dev.keepstep.trainer.spi.TrainingData;

/** The settings and the documents: all that the network needs but its random numbers. */
record ExtractorData(ExtractorSettings settings, Documents documents) implements TrainingData {
  @Override
  public String digest() {
    return documents.digest();
  }

  @Override
  public Training training(Randomness randomness) {
    Memory.requireEnough(settings, documents);
    return new ExtractorTraining(settings, documents, randomness);
  }
}
