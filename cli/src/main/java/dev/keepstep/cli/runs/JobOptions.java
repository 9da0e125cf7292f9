package dev.keepstep.cli.runs;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A picocli mixin: on which cluster and in which namespace a TrainingJob is looked for. */
public final class JobOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The job's namespace. Unset: the kubeconfig context's, else default.")
  @Nullable String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The kubeconfig context. Unset: the current one.")
  @Nullable String context;

  /** The flags again, for a command line that is to be repeated; each after a space. */
  public String repeated() {
    return (namespace == null ? "" : " -n " + namespace)
        + (context == null ? "" : " --context " + context);
  }
}
