package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.trainer.determinism.HeldBuffers;
import dev.keepstep.trainer.determinism.NativeEnvironment;
import dev.keepstep.trainer.spi.ModelFile;
import dev.keepstep.trainer.spi.Parameters;
import dev.keepstep.trainer.spi.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The model of any checkpoint, as its program exports it: the built-in one as DL4J's own zip, which
 * {@code ModelSerializer} reads without Keepstep. Of a run's last checkpoint it is the file that
 * the run left as its result, byte for byte.
 */
public final class ModelExport {
  private ModelExport() {}

  /**
   * Restores and exports.
   *
   * @param storage where the run lies, and its data if they are objects
   * @throws IllegalArgumentException with one sentence if it cannot be exported by this program
   */
  public static ModelFile of(ObjectStore store, TrainerSpec.Storage storage, CheckpointId id) {
    CheckpointKeys keys = new CheckpointKeys(storage.prefix());
    RunIdentity run;
    try {
      run = RunIdentity.load(store, keys);
    } catch (JsonException e) {
      throw new IllegalArgumentException("run.json cannot be read: " + e.getMessage(), e);
    }
    String name = run.program().split("/", 2)[0];
    Programs.Selected program = Programs.select(Optional.of(name));
    if (!program.identity().equals(run.program())) {
      throw new IllegalArgumentException(
          "the run was trained by %s, and here is %s: export it with the jar or image that trained it"
              .formatted(run.program(), program.identity()));
    }
    NativeEnvironment.chooseKernels(true);
    HeldBuffers.install();
    Training training = training(run, program, storage);
    Optional<String> problem = new CheckpointReader(store, keys).restoreOnly(id, training.state());
    if (problem.isPresent()) {
      throw new IllegalArgumentException("checkpoint %s: %s".formatted(id, problem.get()));
    }
    training.restored(id.step());
    return training.export();
  }

  private static Training training(
      RunIdentity run, Programs.Selected program, TrainerSpec.Storage storage) {
    try {
      return program
          .program()
          .plan(new Parameters(run.parameters()))
          .open(
              new StorageInputs(
                  bucket -> S3ObjectStore.open(S3Settings.of(storage.withBucket(bucket)))))
          .training(new KeyedRandomness(run.seed(), Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
