package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerTask;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code keepstep checkpoints export}. The trainer's program does it, in a process of its own: this
 * command knows tensors and no networks.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write a checkpoint's model to a file, as the run's result would be at that step.",
      "The built-in program's is DL4J's own zip, which ModelSerializer reads. Without a name, the",
      "newest checkpoint's.",
      "Everything is read again and verified."
    })
final class ExportCommand implements Callable<Integer> {
  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "aws.accessKeyId", "AWS_ACCESS_KEY_ID",
          "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY",
          "aws.sessionToken", "AWS_SESSION_TOKEN");

  @Mixin RunArguments run = new RunArguments();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "model.zip",
      description = "Where to (default: ${DEFAULT-VALUE}); replaced if it is there.")
  Path out = Path.of("model.zip");

  @Option(
      names = "--class-path",
      paramLabel = "JAR[:JAR…]",
      description = "Jars of a training program of one's own, as the run's image had them.")
  @Nullable String classPath;

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = out.toAbsolutePath();
    Path folder = file.getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw UserError.usage("--out " + out + " is no file in a folder that exists", "name one");
    }
    Path said = Files.createTempFile("keepstep-export-", ".json");
    try (OpenRun open = run.open()) {
      List<String> words = run.checkpoints(0, 1);
      CheckpointId id = open.find(words.isEmpty() ? "latest" : words.getFirst());
      output.say("exporting %s of %s".formatted(OpenRun.shortName(id), open.place()));
      TrainerTask task =
          new TrainerTask.ExportModel(open.storage(), id.toString(), file.toString());
      int exit = trainer(task, said);
      String sentence =
          TerminationMessage.parse(Files.readString(said))
              .map(TerminationMessage::message)
              .orElse("the trainer's program ended with " + exit + " and said nothing");
      if (exit != 0) {
        throw UserError.failed(sentence, "");
      }
      output.result(sentence);
      output.resultJson(
          Map.of("checkpoint", id.toString(), "file", file.toString(), "bytes", Files.size(file)));
      return Exit.OK;
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private int trainer(TrainerTask task, Path said) throws IOException, InterruptedException {
    Path target = Home.root().resolve("trainer-image/target");
    String own = target.resolve("lib") + File.separator + "*";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            jar(target) + ":" + own + (classPath == null ? "" : ":" + classPath),
            "dev.keepstep.trainer.TrainerMain"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(TrainerTask.ENV, task.render());
    builder.environment().put("KEEPSTEP_TERMINATION_LOG", said.toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    CREDENTIALS.forEach(
        (property, variable) -> {
          String value = System.getProperty(property);
          if (value != null) {
            builder.environment().put(variable, value);
          }
        });
    // its one sentence comes by the termination message
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start().waitFor();
  }

  private static Path jar(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(target, "keepstep-trainer-*.jar")) {
        for (Path jar : jars) {
          if (!jar.toString().endsWith("-tests.jar") && !jar.toString().endsWith("-sources.jar")) {
            return jar;
          }
        }
      }
    }
    throw UserError.failed(
        "the trainer's program is not built: no jar in " + target,
        "start the command as ./keepstep, which builds it");
  }
}
