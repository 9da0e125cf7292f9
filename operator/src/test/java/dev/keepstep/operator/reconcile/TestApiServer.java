package dev.keepstep.operator.reconcile;

import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalCluster.Options;
import dev.keepstep.localcluster.LocalCluster.Part;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      CustomResourceDefinition crd =
          Serialization.unmarshal(
              Files.readString(Path.of("../crds/trainingjobs.keepstep.dev.yaml")),
              CustomResourceDefinition.class);
      try (KubernetesClient client =
          new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build()) {
        client.resource(crd).forceConflicts().serverSideApply();
        client
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withName(ShippedRights.SYSTEM)
                    .endMetadata()
                    .build())
            .serverSideApply();
        // no waitUntilCondition: its callback would wait for this very class's initialisation
        while (!established(client, crd.getMetadata().getName())) {
          Thread.sleep(50);
        }
      }
      return kubeconfig;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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

  private static boolean established(KubernetesClient client, String crd) {
    var now = client.apiextensions().v1().customResourceDefinitions().withName(crd).get();
    return now.getStatus() != null
        && now.getStatus().getConditions() != null
        && now.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
