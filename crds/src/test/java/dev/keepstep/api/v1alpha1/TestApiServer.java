package dev.keepstep.api.v1alpha1;

import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalCluster.Options;
import dev.keepstep.localcluster.LocalCluster.Part;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The API server that the tests of this room talk to: one for the JVM, gone with it. {@code
 * -Dkeepstep.kubeconfig} names another, for the inner loop.
 */
final class TestApiServer {
  private TestApiServer() {}

  static KubernetesClient client() throws IOException {
    String own = System.getProperty("keepstep.kubeconfig");
    Config config =
        own == null
            ? LocalCluster.up(
                    Options.named("crds-" + ProcessHandle.current().pid()).withPart(Part.API))
                .clientConfig()
            : Config.fromKubeconfig(Files.readString(Path.of(own)));
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
