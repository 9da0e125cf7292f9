package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.cli.UserError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a command that makes a local cluster. */
public final class LocalOptions {
  private static final Duration LEAST = Duration.ofSeconds(5);

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Name of the cluster, so that two can stand side by side (default: the command's).")
  @Nullable String name;

  @Option(
      names = "--node-grace",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = {
        "How long a node may be silent before the control plane calls it not ready",
        "(default: 12s; Kubernetes's own is 40s)."
      })
  String grace = "12s";

  @Option(
      names = "--keep-node-objects",
      description = {
        "Leave a killed node's Node object, as where no cloud controller removes it: its loss is",
        "then seen by silence alone."
      })
  boolean keepNodeObjects;

  String name(String byDefault) {
    return name == null ? byDefault : name;
  }

  Duration nodeGrace() {
    Duration duration;
    try {
      duration = Durations.parse(grace);
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
    if (duration.compareTo(LEAST) < 0) {
      throw wrong();
    }
    return duration;
  }

  private UserError wrong() {
    return UserError.usage(
        "--node-grace \"%s\": expected a duration of at least 5s".formatted(grace),
        "write it as 12s or 1m");
  }
}
