package dev.keepstep.trainer.run;

import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.determinism.Canary;
import dev.keepstep.trainer.determinism.EnvelopeProbe;
import dev.keepstep.trainer.determinism.HeldBuffers;
import dev.keepstep.trainer.determinism.NativeEnvironment;
import dev.keepstep.trainer.spi.Inputs;
import dev.keepstep.trainer.spi.Training;
import dev.keepstep.trainer.spi.TrainingData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an attempt has in hand before it asks for checkpoints: a training at step 0, and what its
 * bits depend on.
 *
 * @param dataDigest of what the bits depend on of the data
 * @param outOfTune what the canary found that a portable machine would not have
 */
record Prepared(Training training, String dataDigest, Envelope envelope, List<String> outOfTune) {

  /** Loads ND4J while the data are read: the two longest parts of a start. */
  static Prepared prepare(Settings settings, Inputs inputs) {
    NativeEnvironment.chooseKernels(settings.portable());
    CompletableFuture<Map<String, String>> loading = CompletableFuture.supplyAsync(Prepared::load);
    TrainingData data = open(settings, inputs);
    Map<String, String> canary;
    try {
      canary = loading.join();
    } catch (CompletionException e) {
      throw new Ending.Reached(Endings.notLoaded(e.getCause()));
    }
    Endings.requireBackend(Nd4j.getBackend().getClass().getSimpleName());
    return new Prepared(
        training(settings, data),
        data.digest(),
        EnvelopeProbe.probe(
            settings.program().versioned(), settings.portable(), settings.environment(), canary),
        settings.portable() ? Canary.outOfTune(canary) : List.of());
  }

  private static Map<String, String> load() {
    HeldBuffers.install();
    return Canary.sing();
  }

  private static TrainingData open(Settings settings, Inputs inputs) {
    try {
      return settings.plan().open(inputs);
    } catch (IllegalArgumentException e) {
      throw new Ending.Reached(Ending.badConfiguration(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Training training(Settings settings, TrainingData data) {
    Training training;
    try {
      training = data.training(new KeyedRandomness(settings.spec().seed(), settings.unkeyed()));
    } catch (IllegalArgumentException e) {
      throw new Ending.Reached(Ending.badConfiguration(String.valueOf(e.getMessage())));
    }
    List<Tensor> state = training.state();
    if (state.isEmpty()) {
      throw new Ending.Reached(
          Ending.badConfiguration(
              "program %s has no state: Training.state() returned no tensor, so nothing could be resumed"
                  .formatted(settings.program().versioned())));
    }
    try {
      Tensor.requireUniqueNames(state);
    } catch (IllegalArgumentException e) {
      throw new Ending.Reached(
          Ending.badConfiguration(
              "program %s: %s".formatted(settings.program().versioned(), e.getMessage())));
    }
    return training;
  }
}
