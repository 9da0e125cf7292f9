package dev.keepstep.cli.e2e;

import dev.keepstep.cli.images.BuiltImage;
import dev.keepstep.cli.site.Buckets;
import dev.keepstep.cli.site.Helm;
import dev.keepstep.cli.site.Installation;
import dev.keepstep.cli.site.Storage;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.NodeSpec;
import dev.keepstep.localcluster.Progress;
import dev.keepstep.localcluster.S3Location;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The cluster of all end-to-end tests of a JVM: control plane, S3, and one on-demand node on which
 * the operator runs, installed by Helm with the chart's own rights. Tests add nodes of their own,
 * and take those away.
 */
record RealCluster(
    LocalCluster cluster,
    KubernetesClient client,
    Installation installation,
    Helm helm,
    BuiltImage trainer,
    Storage storage,
    OperatorPodLogs operatorLogs)
    implements AutoCloseable {

  /** Where the operator runs; no test takes it away. */
  static final String SYSTEM_NODE = "system";

  private static final String BUCKET = "training";
  static final String SECRET = "training-s3";

  /** With the product of this checkout. */
  static RealCluster up() {
    try {
      return up(Release.current());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("no images could be made: " + e.getMessage(), e);
    }
  }

  static RealCluster up(Release release) {
    Binaries binaries = Binaries.find(Progress.STDERR);
    LocalCluster cluster =
        LocalCluster.up(
            LocalCluster.Options.named("e2e-" + ProcessHandle.current().pid()).withS3().withAudit(),
            binaries,
            Progress.NONE);
    try {
      return install(cluster, binaries, release);
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.down();
      throw new IllegalStateException("the product could not be installed: " + e.getMessage(), e);
    }
  }

  private static RealCluster install(LocalCluster cluster, Binaries binaries, Release release)
      throws IOException, InterruptedException {
    cluster.loadImage(release.operator().tar(), release.trainer().tar());
    cluster.addNode(NodeSpec.onDemand(SYSTEM_NODE, "zone-a"));
    OperatorPodLogs operatorLogs =
        new OperatorPodLogs(
            cluster.kubeconfig().resolveSibling("nodes/" + SYSTEM_NODE + "/var-log/pods"),
            Installation.SYSTEM_NAMESPACE);
    KubernetesClient client =
        new KubernetesClientBuilder().withConfig(cluster.clientConfig()).build();
    Installation installation = new Installation(client);
    Helm helm = new Helm(binaries.helm(), Optional.of(cluster.kubeconfig()), Optional.empty());
    installation.chart(
        helm,
        release.chart(),
        release.operator().reference(),
        List.of(
            "statusInterval=1s",
            // clouds take minutes where this cluster takes seconds
            "placement.afterRefusal=10s",
            "placement.changeover=10s",
            "nodeSelector.kubernetes\\.io/hostname=" + SYSTEM_NODE));
    S3Location s3 = cluster.s3().orElseThrow();
    Storage.Credentials credentials = new Storage.Credentials(s3.accessKey(), s3.secretKey());
    Buckets.create(s3.hostEndpoint(), s3.region(), credentials, BUCKET);
    return new RealCluster(
        cluster,
        client,
        installation,
        helm,
        release.trainer(),
        new Storage(
            BUCKET,
            s3.region(),
            Optional.of(s3.podEndpoint()),
            Optional.of(s3.hostEndpoint()),
            Optional.of(SECRET),
            Optional.of(credentials)),
        operatorLogs);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    operatorLogs.close();
    client.close();
    cluster.down();
  }
}
