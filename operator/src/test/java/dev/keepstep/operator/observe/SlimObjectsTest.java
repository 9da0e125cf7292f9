package dev.keepstep.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class SlimObjectsTest {
  private final KubernetesSerialization slim = SlimObjects.serialization();
  private final Pod pod =
      new PodBuilder()
          .withNewMetadata()
          .withName("job-1-0")
          .addToLabels("keepstep.dev/job", "job")
          .addToAnnotations("keepstep.dev/spec", "{}")
          .addNewManagedField()
          .withManager("kubelet")
          .endManagedField()
          .endMetadata()
          .withNewSpec()
          .withNodeName("node-1")
          .addNewContainer()
          .withName("trainer")
          .addNewEnv()
          .withName("KEEPSTEP_JOB")
          .withValue("job")
          .endEnv()
          .withNewResources()
          .addToRequests("cpu", new Quantity("4"))
          .endResources()
          .endContainer()
          .addNewVolume()
          .withName("tmp")
          .endVolume()
          .endSpec()
          .withNewStatus()
          .withPhase("Running")
          .endStatus()
          .build();

  @Test
  void what_is_read_has_all_that_is_looked_at_and_no_more() {
    // When
    Pod read = slim.unmarshal(slim.asJson(pod), Pod.class);

    // Then
    assertThat(PodReader.read(read)).isEqualTo(PodReader.read(pod));
    assertThat(read.getMetadata().getLabels()).isEqualTo(pod.getMetadata().getLabels());
    assertThat(read.getMetadata().getAnnotations()).isEmpty();
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    assertThat(read.getSpec().getVolumes()).isEmpty();
    assertThat(read.getSpec().getContainers().get(0).getEnv()).isEmpty();
  }

  @Test
  void what_is_written_is_whole() {
    assertThat(new KubernetesSerialization().unmarshal(slim.asJson(pod), Pod.class)).isEqualTo(pod);
  }

  @Test
  void what_is_equal_in_many_objects_is_there_once() {
    // When
    Pod one = slim.unmarshal(slim.asJson(pod), Pod.class);
    Pod other = slim.unmarshal(slim.asJson(pod), Pod.class);

    // Then
    assertThat(one).isEqualTo(other).isNotSameAs(other);
    assertThat(one.getSpec().getNodeName()).isSameAs(other.getSpec().getNodeName());
    assertThat(one.getMetadata().getLabels().get("keepstep.dev/job"))
        .isSameAs(other.getMetadata().getLabels().get("keepstep.dev/job"));
    assertThat(one.getStatus().getAdditionalProperties())
        .isSameAs(one.getMetadata().getAdditionalProperties());
  }

  @Test
  void fields_that_the_model_does_not_know_are_kept() {
    Pod read =
        slim.unmarshal(
            "{\"kind\": \"Pod\", \"apiVersion\": \"v1\", \"status\": {\"new\": 7}}", Pod.class);

    assertThat(read.getStatus().getAdditionalProperties()).containsEntry("new", 7);
  }

  @Test
  void a_pod_without_a_spec_can_be_read() {
    Pod read =
        slim.unmarshal("{\"kind\": \"Pod\", \"apiVersion\": \"v1\", \"spec\": {}}", Pod.class);
    assertThat(read.getSpec().getContainers()).isEmpty();
  }
}
