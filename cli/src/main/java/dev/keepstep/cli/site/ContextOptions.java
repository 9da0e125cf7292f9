package dev.keepstep.cli.site;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a command on a cluster that is there. */
public final class ContextOptions {
  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = {
        "Use the cluster of this kubeconfig context instead of making one.",
        "Interruptions there are an eviction (notice) and a deletion with zero grace (kill)",
        "of the attempt's pod in turn: nodes are left alone."
      })
  @Nullable String context;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = {
        "With --context: where the jobs run; made, and removed unless --keep (default:",
        "keepstep- and the command's name)."
      })
  @Nullable String namespace;

  @Option(
      names = "--operator-image",
      paramLabel = "IMAGE:TAG",
      description = {
        "With --context: install the chart with this image. Without it the chart must be",
        "installed."
      })
  @Nullable String operatorImage;

  @Option(
      names = "--image",
      paramLabel = "IMAGE:TAG",
      description = "With --context: the trainer's image, as nodes pull it.")
  @Nullable String image;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "With --context: S3 server as pods reach it. Unset: AWS.")
  @Nullable String s3Endpoint;

  @Option(
      names = "--s3-host-endpoint",
      paramLabel = "URL",
      description = "With --context: the same as this machine reaches it, to read what runs left.")
  @Nullable String s3HostEndpoint;

  @Option(
      names = "--s3-bucket",
      paramLabel = "NAME",
      description = "With --context: an existing bucket.")
  @Nullable String s3Bucket;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      defaultValue = "us-east-1",
      description = "With --context: its region (default: ${DEFAULT-VALUE}).")
  String s3Region = "us-east-1";

  @Option(
      names = "--s3-secret",
      paramLabel = "NAME",
      description = {
        "With --context: a Secret of the namespace with AWS_ACCESS_KEY_ID and",
        "AWS_SECRET_ACCESS_KEY. Without it one is made from the variables of these names;",
        "without these the trainer uses what its ServiceAccount or node gives it."
      })
  @Nullable String s3Secret;

  /** Whether a cluster that is there was named. */
  public boolean given() {
    return context != null;
  }
}
