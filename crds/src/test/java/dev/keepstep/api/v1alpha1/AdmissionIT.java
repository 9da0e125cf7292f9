package dev.keepstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.keepstep.api.v1alpha1.schema.CelRules;
import dev.keepstep.localcluster.junit.CustomResources;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a real API server takes and refuses. A file is a case: its documents are applied one after
 * the other, and only the last of an {@code invalid-} file may be refused, with the message that
 * its first line expects. A document without a kind is a status that the operator wrote meanwhile.
 */
class AdmissionIT {
  private static final Path CASES = Path.of("src/test/resources/admission");
  private static final String NAMESPACE = "default";
  private static final String EXPECT = "# expect: ";

  private static KubernetesClient client;

  @BeforeAll
  static void install() throws IOException {
    client = TestApiServer.client();
    CustomResources.define(client, Path.of("trainingjobs.keepstep.dev.yaml"));
  }

  @AfterAll
  static void close() {
    client.close();
  }

  @TestFactory
  Stream<DynamicTest> a_job_is_taken_or_refused() {
    return cases().stream()
        .map(file -> dynamicTest(CASES.relativize(file).toString(), () -> check(file)));
  }

  @Test
  void every_cel_rule_is_tripped_by_a_case() {
    // Given
    List<String> expectations = cases().stream().map(AdmissionIT::expectation).toList();

    // Then
    assertThat(CelRules.messages())
        .allSatisfy(
            message ->
                assertThat(expectations)
                    .as("no case expects: " + message)
                    .anyMatch(e -> !e.isEmpty() && (message.contains(e) || e.contains(message))));
  }

  private void check(Path file) throws IOException {
    // Given
    List<GenericKubernetesResource> documents = new ArrayList<>();
    for (String document : Files.readString(file).split("(?m)^---$\\R")) {
      documents.add(Serialization.unmarshal(document, GenericKubernetesResource.class));
    }
    String name = documents.getFirst().getMetadata().getName();
    try {
      for (GenericKubernetesResource document : documents.subList(0, documents.size() - 1)) {
        apply(name, document);
      }

      // When
      GenericKubernetesResource last = documents.getLast();

      // Then
      if (file.getFileName().toString().startsWith("invalid-")) {
        assertThatThrownBy(() -> apply(name, last))
            .isInstanceOf(KubernetesClientException.class)
            .hasMessageContaining(expectation(file));
      } else {
        apply(name, last);
      }
    } finally {
      client
          .resources(TrainingJob.class)
          .inNamespace(NAMESPACE)
          .withName(name)
          .withTimeout(10, TimeUnit.SECONDS)
          .delete();
    }
  }

  private static void apply(String name, GenericKubernetesResource document) {
    var jobs = client.genericKubernetesResources("keepstep.dev/v1alpha1", "TrainingJob");
    GenericKubernetesResource stored = jobs.inNamespace(NAMESPACE).withName(name).get();
    if (document.getKind() == null) {
      stored.setAdditionalProperty("status", document.get("status"));
      client.resource(stored).inNamespace(NAMESPACE).updateStatus();
    } else if (stored == null) {
      client.resource(document).inNamespace(NAMESPACE).fieldValidation(Validation.STRICT).create();
    } else {
      document.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
      client.resource(document).inNamespace(NAMESPACE).fieldValidation(Validation.STRICT).update();
    }
  }

  private static String expectation(Path file) {
    try {
      return Files.readAllLines(file).getFirst().startsWith(EXPECT)
          ? Files.readAllLines(file).getFirst().substring(EXPECT.length()).replace("\\\"", "\"")
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> cases() {
    try (Stream<Path> files = Files.walk(CASES)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
