package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each job's pods were first seen bound and running, in nanoseconds of this JVM's clock; by
 * job and by how many pods of it were seen before.
 */
final class PodTimes implements AutoCloseable {
  /** A job's pods, in the order in which they were seen bound. */
  record Seen(String pod, long boundAt) {}

  final Map<String, Seen> first = new ConcurrentHashMap<>();
  final Map<String, Seen> latest = new ConcurrentHashMap<>();
  final Map<String, Long> running = new ConcurrentHashMap<>();
  private final String label;
  private final SharedIndexInformer<Pod> informer;

  PodTimes(KubernetesClient client, String namespace, String label) {
    this.label = label;
    informer =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel(label)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    seen(pod);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod now) {
                    seen(now);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {}
                });
  }

  private void seen(Pod pod) {
    String job = pod.getMetadata().getLabels().get(label);
    String name = pod.getMetadata().getName();
    if (pod.getSpec().getNodeName() == null) {
      return;
    }
    long now = System.nanoTime();
    Seen bound = new Seen(name, now);
    first.putIfAbsent(job, bound);
    latest.compute(job, (_, l) -> l == null || !seenBefore(job, l, name) ? bound : l);
    if ("Running".equals(pod.getStatus().getPhase())) {
      running.putIfAbsent(name, now);
    }
  }

  private boolean seenBefore(String job, Seen latest, String name) {
    return latest.pod().equals(name) || first.get(job).pod().equals(name);
  }

  @Override
  public void close() {
    informer.close();
  }
}
