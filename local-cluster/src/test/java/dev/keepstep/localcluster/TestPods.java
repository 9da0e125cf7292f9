package dev.keepstep.localcluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;

/** Pods of the image that every node has. */
final class TestPods {

  private TestPods() {}

  /**
   * A pod that runs a shell script on a node, whatever the node's taints, and is not started again.
   */
  static Pod pod(String name, String node, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(1L)
        .withNodeSelector(Map.of("kubernetes.io/hostname", node))
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .addNewContainer()
        .withName("main")
        .withImage("keepstep.local/busybox:1")
        .withImagePullPolicy("Never")
        .withCommand("sh", "-c", script)
        .endContainer()
        .endSpec()
        .build();
  }
}
