package dev.keepstep.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.api.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedTest {
  private static final String LEASE =
      """
      {%s "metadata": {"name": "job-1", "labels": {"a": "b"}, "annotations": {"kind": "none"}},
       "spec": {"holderIdentity": "me", "leaseTransitions": 2}}""";

  private final KubernetesSerialization slim = SlimObjects.serialization();
  private final KubernetesSerialization usual = new KubernetesSerialization();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\": \"Lease\", \"apiVersion\": \"coordination.k8s.io/v1\",",
        "\"apiVersion\": \"coordination.k8s.io/v1\", \"kind\": \"Lease\",",
        "\"apiVersion\": \"coordination.k8s.io/v1\", \"status\": {\"kind\": \"x\"}, \"kind\": \"Lease\",",
        "\"new\": [1], \"kind\": \"Lease\", \"apiVersion\": \"coordination.k8s.io/v1\","
      })
  void what_is_watched_is_what_it_would_be_by_itself(String head) {
    // Given
    String lease = LEASE.formatted(head);

    // When
    WatchEvent read = event("MODIFIED", lease);

    // Then
    assertThat(read.getType()).isEqualTo("MODIFIED");
    assertThat(read.getObject()).isEqualTo(usual.unmarshal(lease, Lease.class));
  }

  @Test
  void a_type_after_the_object_is_read_too() {
    WatchEvent read =
        slim.unmarshal(
            "{\"object\": {\"kind\": \"Lease\", \"apiVersion\": \"coordination.k8s.io/v1\"},"
                + " \"type\": \"ADDED\"}",
            WatchEvent.class);

    assertThat(read.getType()).isEqualTo("ADDED");
    assertThat(read.getObject()).isEqualTo(new Lease());
  }

  @Test
  void a_job_is_read_as_a_job() {
    WatchEvent read =
        event(
            "ADDED",
            "{\"apiVersion\": \"keepstep.dev/v1alpha1\", \"kind\": \"TrainingJob\", \"metadata\":"
                + " {\"name\": \"job\"}, \"spec\": {\"seed\": 7}}");

    assertThat(read.getObject())
        .isInstanceOfSatisfying(
            TrainingJob.class, job -> assertThat(job.getSpec().seed()).isEqualTo(7));
  }

  @Test
  void an_error_is_a_status() {
    WatchEvent read =
        event("ERROR", "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 410}");

    assertThat(read.getObject())
        .isInstanceOfSatisfying(Status.class, s -> assertThat(s.getCode()).isEqualTo(410));
  }

  @Test
  void a_kind_that_nobody_knows_is_kept_as_it_is() {
    WatchEvent read =
        event(
            "ADDED",
            "{\"apiVersion\": \"example.com/v1\", \"kind\": \"Other\", \"spec\": {\"a\": [1, 2]}}");

    assertThat(read.getObject())
        .isInstanceOfSatisfying(
            GenericKubernetesResource.class,
            other -> assertThat((Integer) other.get("spec", "a", 1)).isEqualTo(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\": {\"a\": 1}, \"apiVersion\": \"v1\", \"spec\": {\"b\": 2}}",
        "{\"kind\": null, \"spec\": {}}",
        "{}"
      })
  void what_has_no_kind_is_read_as_ever(String object) {
    assertThat(event("ADDED", object).getObject())
        .isEqualTo(
            usual
                .unmarshal(
                    "{\"type\": \"ADDED\", \"object\": %s}".formatted(object), WatchEvent.class)
                .getObject());
  }

  @Test
  void nothing_is_nothing() {
    assertThat(event("ADDED", "null").getObject()).isNull();
  }

  @Test
  void a_bookmark_has_its_version() {
    WatchEvent read =
        event(
            "BOOKMARK",
            "{\"kind\": \"Lease\", \"apiVersion\": \"coordination.k8s.io/v1\", \"metadata\":"
                + " {\"resourceVersion\": \"7\"}}");

    assertThat(read.getObject())
        .isInstanceOfSatisfying(
            Lease.class,
            lease -> assertThat(lease.getMetadata().getResourceVersion()).isEqualTo("7"));
  }

  @Test
  void an_event_that_breaks_off_is_refused() {
    assertThatThrownBy(() -> slim.unmarshal("{\"object\": {\"kind\": \"Lea", WatchEvent.class))
        .isInstanceOf(KubernetesClientException.class);
  }

  private WatchEvent event(String type, String object) {
    return slim.unmarshal(
        "{\"type\": \"%s\", \"object\": %s}".formatted(type, object), WatchEvent.class);
  }
}
