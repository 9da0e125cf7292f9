package dev.keepstep.core.contract;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a trainer's program does in place of training, because only it has both the
 * credentials of the run's bucket and the knowledge of what lies there. It comes as one JSON object
 * in {@link #ENV}, and none of the variables of {@link TrainerEnv} beside it: a program that knows
 * no tasks then ends for want of those instead of training.
 */
public sealed interface TrainerTask {
  /** Set: do this and train nothing. */
  String ENV = TrainerEnv.RESERVED_PREFIX + "TASK";

  /** Format of the text; a program refuses one that it does not know. */
  String FORMAT = "keepstep-task/1";

  /** Where the run lies. */
  TrainerSpec.Storage storage();

  /**
   * Delete all that a run left, unless another job has taken it over.
   *
   * @param jobUid of the job whose run it is
   */
  record DeleteRun(TrainerSpec.Storage storage, String jobUid) implements TrainerTask {}

  /**
   * Write a checkpoint's model to a file.
   *
   * @param checkpoint its name
   * @param file path of the file, which is replaced
   */
  record ExportModel(TrainerSpec.Storage storage, String checkpoint, String file)
      implements TrainerTask {}

  /** The variable's text: one JSON object on one line. */
  default String render() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    switch (this) {
      case DeleteRun delete -> {
        map.put("task", "delete");
        map.put("uid", delete.jobUid());
      }
      case ExportModel export -> {
        map.put("task", "export");
        map.put("checkpoint", export.checkpoint());
        map.put("file", export.file());
      }
    }
    map.put("s3", storage().toJson());
    return Json.write(map);
  }

  /**
   * The task in an environment, if there is one.
   *
   * @throws IllegalArgumentException naming what is missing or has no sense
   */
  static Optional<TrainerTask> in(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(ENV)).map(TrainerTask::parse);
  }

  private static TrainerTask parse(String text) {
    try {
      JsonObject task = Json.readObject(text, ENV);
      String format = task.string("format");
      if (!format.equals(FORMAT)) {
        throw new IllegalArgumentException(
            "%s.format is \"%s\", this trainer reads \"%s\": use a trainer image of the operator's version"
                .formatted(ENV, format, FORMAT));
      }
      TrainerSpec.Storage storage = TrainerSpec.Storage.fromJson(task.object("s3"));
      return switch (task.string("task")) {
        case "delete" -> new DeleteRun(storage, task.string("uid"));
        case "export" -> new ExportModel(storage, task.string("checkpoint"), task.string("file"));
        case String other ->
            throw new IllegalArgumentException(
                "%s.task is \"%s\", this trainer knows delete and export".formatted(ENV, other));
      };
    } catch (JsonException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
