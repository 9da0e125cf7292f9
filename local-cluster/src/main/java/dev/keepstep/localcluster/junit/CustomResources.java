package dev.keepstep.localcluster.junit;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Teaches an API server a kind of its tests. */
public final class CustomResources {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private CustomResources() {}

  /**
   * Applies a CRD and waits until its objects are served.
   *
   * @param file one CustomResourceDefinition, YAML
   */
  public static void define(KubernetesClient client, Path file) {
    CustomResourceDefinition crd;
    try {
      crd = Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // kubectl's own name: other tests of the cluster apply the same with kubectl
    client.resource(crd).fieldManager("kubectl").forceConflicts().serverSideApply();
    awaitEstablished(client, crd.getMetadata().getName());
  }

  /**
   * Waits until a CRD's objects are served. Asked for again and again: {@code kubectl wait} fails
   * on a CRD that has no conditions yet, and a watch's callback would wait for a class that calls
   * this in its initialisation.
   */
  public static void awaitEstablished(KubernetesClient client, String crd) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!established(client, crd)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(crd + " is not Established after " + LIMIT);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static boolean established(KubernetesClient client, String crd) {
    return Optional.ofNullable(
            client.apiextensions().v1().customResourceDefinitions().withName(crd).get())
        .map(CustomResourceDefinition::getStatus)
        .map(CustomResourceDefinitionStatus::getConditions)
        .stream()
        .flatMap(java.util.Collection::stream)
        .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
