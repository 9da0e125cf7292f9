package dev.keepstep.trainer.task;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RunRemoval;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.contract.TrainerTask;
import dev.keepstep.trainer.report.TerminationLog;
import dev.keepstep.trainer.run.ModelExport;
import dev.keepstep.trainer.spi.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** A task as a process: environment in, exit code out, one sentence about what was done. */
public final class Tasks {
  /** What became of it; causes are CamelCase words as those of {@link TerminationMessage}. */
  record Outcome(ExitCode code, String cause, String message) {}

  private Tasks() {}

  /** Whether the environment asks for a task in place of a training. */
  public static boolean asked(Map<String, String> environment) {
    return environment.containsKey(TrainerTask.ENV);
  }

  /** Does it and says how it ended. */
  public static ExitCode run(Map<String, String> environment) {
    Outcome outcome;
    try {
      outcome = run(TrainerTask.in(environment).orElseThrow());
    } catch (IllegalArgumentException e) {
      outcome =
          new Outcome(
              ExitCode.BAD_CONFIGURATION, "BadConfiguration", String.valueOf(e.getMessage()));
    } catch (StorageFailure e) {
      outcome =
          new Outcome(
              ExitCode.STORAGE_UNAVAILABLE, "StorageUnavailable", String.valueOf(e.getMessage()));
    }
    boolean good = outcome.code() == ExitCode.DONE;
    (good ? System.out : System.err).println(outcome.message());
    new TerminationLog(environment).write(message(outcome));
    return outcome.code();
  }

  private static Outcome run(TrainerTask task) {
    try (ObjectStore store = S3ObjectStore.open(S3Settings.of(task.storage()))) {
      return switch (task) {
        case TrainerTask.DeleteRun delete -> delete(store, delete);
        case TrainerTask.ExportModel export -> export(store, export);
      };
    }
  }

  static Outcome delete(ObjectStore store, TrainerTask.DeleteRun task) {
    CheckpointKeys keys = new CheckpointKeys(task.storage().prefix());
    String place = place(task.storage());
    return switch (new RunRemoval(store, keys).remove(task.jobUid())) {
      case RunRemoval.Outcome.Removed removed ->
          new Outcome(
              ExitCode.DONE,
              "Deleted",
              "%d objects, %.1f MB deleted under %s"
                  .formatted(removed.objects(), removed.bytes() / 1e6, place));
      case RunRemoval.Outcome.TakenOver other ->
          new Outcome(
              ExitCode.DONE,
              "TakenOver",
              "nothing deleted: another job (UID %s) goes on with the run under %s"
                  .formatted(other.jobUid(), place));
    };
  }

  private static Outcome export(ObjectStore store, TrainerTask.ExportModel task) {
    CheckpointId id = CheckpointId.parse(task.checkpoint());
    ModelFile model = ModelExport.of(store, task.storage(), id);
    Path file = Path.of(task.file());
    try {
      // whole or not at all
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.write(part, model.bytes());
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be written: %s".formatted(file, e), e);
    }
    return new Outcome(
        ExitCode.DONE,
        "Exported",
        "the model of step %d is in %s, %.1f MB, as the run's %s"
            .formatted(id.step(), file, model.bytes().length / 1e6, model.name()));
  }

  static String place(TrainerSpec.Storage storage) {
    return "s3://" + storage.bucket() + "/" + storage.prefix();
  }

  private static TerminationMessage message(Outcome outcome) {
    return new TerminationMessage(
        outcome.cause(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        outcome.message());
  }
}
