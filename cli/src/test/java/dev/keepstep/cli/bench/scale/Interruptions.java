package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A kubelet's word that a node was taken back under a pod: phase Failed, DisruptionTarget, 143. */
final class Interruptions {
  private static final String FAILED =
      """
      {"status": {"phase": "Failed",
        "conditions": [
          {"type": "DisruptionTarget", "status": "True", "reason": "TerminationByKubelet",
            "lastTransitionTime": "%1$s"},
          {"type": "Ready", "status": "False", "reason": "PodFailed",
            "lastTransitionTime": "%1$s"}],
        "containerStatuses": [{"name": "trainer", "image": "example.com/trainer:1", "imageID": "",
          "ready": false, "restartCount": 0,
          "state": {"terminated": {"exitCode": 143, "reason": "Error", "finishedAt": "%1$s"}}}]}}
      """;

  private Interruptions() {}

  /** As of now: how long the Job controller waits counts from the time that the kubelet names. */
  static void fail(KubernetesClient client, String namespace, String pod) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    client
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .subresource("status")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), FAILED.formatted(now));
  }
}
