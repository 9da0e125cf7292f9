package dev.keepstep.cli.cluster;

import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hands its arguments to {@code keepstep-cluster}, which has its own help and its own errors. */
@Command(
    name = "cluster",
    description = "The local cluster by hand: up, down, nodes, notices, kills (--help lists all).")
public final class ClusterCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", hidden = true)
  List<String> arguments = new ArrayList<>();

  /** Runs it with this process's input and output, and gives back its exit code. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    Binaries binaries = Binaries.find(Progress.STDERR);
    List<String> command = new ArrayList<>(List.of(binaries.cluster().toString()));
    command.addAll(arguments.isEmpty() ? List.of("--help") : arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (arguments.contains("--s3")) {
      command.addAll(List.of("--versitygw", binaries.versitygw().toString()));
    }
    return builder.start().waitFor();
  }
}
