package dev.keepstep.cli.site;

import picocli.CommandLine.Option;

/** A picocli mixin: whether the cluster that a command made outlives it. */
public final class KeepOption {
  @Option(
      names = "--keep",
      description = "Leave the cluster as it is at the end, and say how to reach it.")
  boolean keep;

  /** Whether it was given. */
  public boolean given() {
    return keep;
  }
}
