package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** A kubelet's word that a node was taken back under a pod: phase Failed, DisruptionTarget, 143. */
final class Interruptions {
  private static final String FAILED =
      """
      {"status": {"phase": "Failed",
        "conditions": [{"type": "DisruptionTarget", "status": "True",
          "reason": "TerminationByKubelet"}],
        "containerStatuses": [{"name": "trainer", "image": "example.com/trainer:1", "imageID": "",
          "ready": false, "restartCount": 0,
          "state": {"terminated": {"exitCode": 143, "reason": "Error"}}}]}}
      """;

  private Interruptions() {}

  static void fail(KubernetesClient client, String namespace, String pod) {
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .subresource("status")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), FAILED);
  }
}
