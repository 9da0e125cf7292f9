package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keepstep checkpoints}; alone it prints its help. */
@Command(
    name = "checkpoints",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListCommand.class,
      VerifyCommand.class,
      DiffCommand.class,
      ExportCommand.class,
      PruneCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "A run's checkpoints by hand: list, verify, diff, export, prune.",
    footerHeading = "%n",
    footer = {
      "A run is named by its place, s3://BUCKET/PREFIX, or by its job: --job NAME -n NAMESPACE.",
      "A checkpoint is named by its step (300), by step and writer (300-2), or as latest."
    })
public final class CheckpointsCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Exit.OK;
  }
}
