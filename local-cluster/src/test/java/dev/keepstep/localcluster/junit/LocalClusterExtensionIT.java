package dev.keepstep.localcluster.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.LocalCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The control plane alone, by the extension. */
@UsesLocalCluster
class LocalClusterExtensionIT {

  private static final ConcurrentMap<String, String> SERVER_BY_NAMESPACE =
      new ConcurrentHashMap<>();

  @RepeatedTest(2)
  void everyTestHasItsOwnNamespaceInTheSameCluster(
      KubernetesClient client, TestNamespace namespace, LocalCluster cluster, RepetitionInfo n) {
    // The same name twice: it would be refused in the same namespace.
    client
        .configMaps()
        .resource(new ConfigMapBuilder().withNewMetadata().withName("x").endMetadata().build())
        .create();

    SERVER_BY_NAMESPACE.put(namespace.name(), cluster.server());

    assertThat(client.getNamespace()).isEqualTo(namespace.name());
    assertThat(SERVER_BY_NAMESPACE).hasSize(n.getCurrentRepetition());
    assertThat(SERVER_BY_NAMESPACE.values()).containsOnly(cluster.server());
  }

  @Test
  void withoutNodesAPodIsPendingAsUnschedulable(KubernetesClient client, LocalCluster cluster) {
    cluster.kubectl("-n", client.getNamespace(), "run", "p", "--image=x", "--restart=Never");

    assertThat(
            cluster.kubectl(
                "-n",
                client.getNamespace(),
                "wait",
                "pod/p",
                "--timeout=60s",
                "--for=jsonpath={.status.conditions[0].reason}=Unschedulable"))
        .contains("condition met");
  }
}
