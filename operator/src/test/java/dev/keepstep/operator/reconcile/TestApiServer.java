package dev.keepstep.operator.reconcile;

import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalCluster.Options;
import dev.keepstep.localcluster.LocalCluster.Part;
import dev.keepstep.localcluster.junit.CustomResources;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The API server of this JVM's tests, with the CRD installed; gone with the JVM. {@code
 * -Dkeepstep.kubeconfig} names another, for the inner loop.
 */
final class TestApiServer {
  private static final AtomicReference<LocalCluster> CLUSTER = new AtomicReference<>();
  private static final String KUBECONFIG = install();

  private TestApiServer() {}

  static Config config() {
    return Config.fromKubeconfig(KUBECONFIG);
  }

  /** The administrator's, as text. */
  static String kubeconfig() {
    return KUBECONFIG;
  }

  /** What can be broken; empty when the API server is another's. */
  static Optional<LocalCluster> cluster() {
    return Optional.ofNullable(CLUSTER.get());
  }

  private static String install() {
    try {
      String own = System.getProperty("keepstep.kubeconfig");
      CLUSTER.set(
          own == null
              ? LocalCluster.up(
                  Options.named("op-" + ProcessHandle.current().pid())
                      .withPart(Part.API)
                      .withAudit())
              : null);
      if (own == null) {
        // the cluster goes when this JVM is gone: its log can be read until then
        Runtime.getRuntime().addShutdownHook(new Thread(TestApiServer::keepUsedRights));
      }
      String kubeconfig = Files.readString(own == null ? CLUSTER.get().kubeconfig() : Path.of(own));
      try (KubernetesClient client =
          new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build()) {
        CustomResources.define(client, Path.of("../crds/trainingjobs.keepstep.dev.yaml"));
        client
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withName(ShippedRights.SYSTEM)
                    .endMetadata()
                    .build())
            .serverSideApply();
      }
      return kubeconfig;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keepUsedRights() {
    try {
      UsedRights.in(CLUSTER.get().logs("audit"), ShippedRights.NAMESPACED.account()).keep();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
