package dev.keepstep.cli.prove;

import dev.keepstep.cli.ResultFolder;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.UnkeyedImage;
import dev.keepstep.cli.site.KeepOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What a proof is asked to be. */
final class ProofOptions {
  @Option(
      names = "--cluster",
      description = {
        "Train on a Kubernetes of 4 real nodes, made on this machine for the proof and removed",
        "again (Linux, root). Nodes are lost: with a notice and without a word, in turn."
      })
  boolean cluster;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "Attempts to end in each configuration (default: 20; on a cluster 2).")
  @Nullable Integer wantedKills;

  @Option(
      names = "--configurations",
      paramLabel = "NAME",
      split = ",",
      description = "Which ones; --list names them (default: all; on a cluster plain,seldom).")
  List<String> configurations = List.of();

  @Option(names = "--list", description = "List the configurations and end.")
  boolean list;

  @Option(
      names = "--cpus",
      paramLabel = "MODEL",
      split = ",",
      description = {
        "In place of the kills: begin a training here, go on with it under qemu on each of these",
        "CPU models in turn (AMD's first), and compare. Slow: minutes a model.",
        "Example: --cpus Haswell,EPYC,EPYC-Milan"
      })
  List<String> cpus = List.of();

  @Option(
      names = "--portable-cost",
      description = {
        "In place of the kills: measure what kernels: Portable costs on this machine, the built-in",
        "training with Portable and Native kernels in turn."
      })
  boolean portableCost;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "20241115",
      description = "Seed of the trainings and of what is killed when (default: 20241115).")
  long seed = 20241115;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = {
        "Steps of each training, at least 40, on a cluster 400 (default: 160; on a cluster 4000;",
        "with --cpus 12)."
      })
  @Nullable Long wantedSteps;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = {
        "Configurations proved at the same time (default: the number of processors; on a cluster",
        "always one)."
      })
  @Nullable Integer wantedParallel;

  @Option(
      names = "--control-image",
      paramLabel = "SOURCE=IMAGE:TAG",
      split = ",",
      description = {
        "With --context: the trainer's image for the negative control, in which SOURCE is not",
        "keyed: ./keepstep images --unkeyed SOURCE --push pushes it. Without one the proof does",
        "not hold."
      })
  Map<String, String> controlImages = Map.of();

  @Mixin ResultFolder out = new ResultFolder();

  @Mixin KeepOption keep = new KeepOption();

  /** Of each configuration. */
  int kills(boolean onCluster) {
    return wantedKills != null ? wantedKills : onCluster ? 2 : 20;
  }

  /** Of each training. */
  long steps(boolean onCluster) {
    return wantedSteps != null ? wantedSteps : onCluster ? 4000 : cpus.isEmpty() ? 160 : 12;
  }

  int parallel() {
    return wantedParallel != null ? wantedParallel : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Refuses what makes no sense.
   *
   * @param context whether a cluster that is there was named
   * @param spec knows which options were given
   */
  void check(boolean context, CommandSpec spec) {
    boolean onCluster = cluster || context;
    if (cluster && context) {
      throw either("--cluster", "--context");
    }
    for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
      boolean ofClusters =
          given.group() != null
              || List.of("--keep", "--control-image").contains(given.longestName());
      if (!onCluster && ofClusters) {
        throw UserError.usage(
            given.longestName() + " is given, and no cluster is proved on",
            "add --cluster or --context NAME");
      }
      if (onCluster
          && List.of("--cpus", "--portable-cost", "--parallel").contains(given.longestName())) {
        throw either(given.longestName(), cluster ? "--cluster" : "--context");
      }
    }
    if (!cpus.isEmpty() && portableCost) {
      throw either("--cpus", "--portable-cost");
    }
    if (!cpus.isEmpty() && !configurations.isEmpty()) {
      throw either("--cpus", "--configurations");
    }
    between("--kills", kills(onCluster), 1, 10_000);
    long least = onCluster ? JobRuns.LEAST_STEPS : cpus.isEmpty() ? 40 : 2L * (cpus.size() + 1);
    between("--steps", steps(onCluster), least, 1_000_000);
    between("--parallel", parallel(), 1, 64);
    for (String source : controlImages.keySet()) {
      if (!UnkeyedImage.SOURCES.contains(source)) {
        throw UserError.usage(
            "--control-image names the source \"%s\", which is none".formatted(source),
            "one of " + String.join(", ", UnkeyedImage.SOURCES));
      }
    }
  }

  private static void between(String option, long given, long least, long most) {
    if (given < least || given > most) {
      throw UserError.usage(
          "%s %d is out of range".formatted(option, given), "%d to %d".formatted(least, most));
    }
  }

  private static UserError either(String one, String other) {
    return UserError.usage(
        "%s and %s are given".formatted(one, other), "do the one and then the other");
  }
}
