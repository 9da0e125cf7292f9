package dev.keepstep.cli.bench;

import dev.keepstep.cli.Exit;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepstep bench scale}. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure many jobs at once, in turns with Kubernetes's own Job controller:",
      "",
      "  created at once       until all are bound and run, pods bound a second,",
      "                        processor time, memory, requests that write",
      "  interrupted at once   until the replacements are bound; then one pod on a",
      "                        quiet cluster, five times",
      "  --heartbeats          what all trainers' reports cost",
      "  --peers               the same for JobSet and Kubeflow Trainer",
      "",
      "The control plane is this machine's (no root), its 100 nodes are kwok's. Takes about 3"
          + " minutes on 2 cores with 1,000 jobs, building included, and longer with more; the first"
          + " time also builds the control plane from its sources.",
      ""
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 all was measured, 1 something failed, 2 usage.",
      "",
      "  keepstep bench scale",
      "  keepstep bench scale --jobs 100 --fail 20"
    })
public final class ScaleCommand implements Callable<Integer> {
  @Option(
      names = "--jobs",
      paramLabel = "N",
      split = ",",
      defaultValue = "100,1000",
      description = "How many at once, one number after another (default: ${DEFAULT-VALUE}).")
  List<Integer> sizes = List.of();

  @Option(
      names = "--fail",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many pods are interrupted at once (default: ${DEFAULT-VALUE}).")
  int failures = 1000;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many for JobSet and Kubeflow Trainer each; 0: neither (default: 0).")
  int peers;

  @Option(names = "--heartbeats", description = "Also measure what all trainers' reports cost.")
  boolean heartbeats;

  @Option(
      names = "--keepstep-first",
      description =
          "Give Keepstep the first turn of each number; each has the control plane to itself.")
  boolean keepstepFirst;

  @Option(
      names = "--same-pods",
      description =
          "Ask the Job controller for pods like Keepstep's, with the same affinity, environment,"
              + " volumes and security settings: without it, its pods are a container and no more.")
  boolean samePods;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Benchmarks.find().scale(new Load(sizes, failures, peers, heartbeats, keepstepFirst, samePods));
    return Exit.OK;
  }
}
