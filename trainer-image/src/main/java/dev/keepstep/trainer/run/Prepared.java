package dev.keepstep.trainer.run;

import dev.keepstep.core.proof.Envelope;
import dev.keepstep.trainer.checkpoint.NetworkState;
import dev.keepstep.trainer.determinism.Canary;
import dev.keepstep.trainer.determinism.EnvelopeProbe;
import dev.keepstep.trainer.determinism.NativeEnvironment;
import dev.keepstep.trainer.determinism.Randomness;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an attempt has in hand before it asks storage for anything: a network at step 0, and what
 * its bits depend on.
 *
 * @param outOfTune what the canary found that a portable machine would not have
 */
record Prepared(Training training, NetworkState state, Envelope envelope, List<String> outOfTune) {

  /** Loads ND4J while the documents are written: the two longest parts of a start. */
  static Prepared prepare(Settings settings) {
    NativeEnvironment.chooseKernels(settings.portable());
    CompletableFuture<Map<String, String>> loading = CompletableFuture.supplyAsync(Canary::sing);
    Documents documents = Documents.generate(settings.parameters());
    Map<String, String> canary;
    try {
      canary = loading.join();
    } catch (CompletionException e) {
      throw new Ending.Reached(Endings.notLoaded(e.getCause()));
    }
    Endings.requireBackend(Nd4j.getBackend().getClass().getSimpleName());
    Randomness randomness = new Randomness(settings.spec().seed(), settings.unkeyed());
    Training training = new Training(settings.parameters(), documents, randomness);
    return new Prepared(
        training,
        new NetworkState(training.net(), training.shape().widths()),
        EnvelopeProbe.probe(settings.portable(), settings.environment(), canary),
        settings.portable() ? Canary.outOfTune(canary) : List.of());
  }
}
