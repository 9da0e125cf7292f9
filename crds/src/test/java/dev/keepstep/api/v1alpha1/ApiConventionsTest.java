package dev.keepstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.schema.TrainingJobSchema;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kubernetes's API conventions, held by walking the committed schema. */
class ApiConventionsTest {
  private static CustomResourceDefinitionVersion version;
  private static final Map<String, JSONSchemaProps> FIELDS = new LinkedHashMap<>();

  @BeforeAll
  static void read() throws IOException {
    CustomResourceDefinition crd =
        Serialization.unmarshal(
            Files.readString(Path.of("trainingjobs.keepstep.dev.yaml")),
            CustomResourceDefinition.class);
    version = crd.getSpec().getVersions().getFirst();
    collect("", version.getSchema().getOpenAPIV3Schema());
  }

  /** The pod template is Kubernetes's own: what stands below it is not ours to describe. */
  private static void collect(String path, JSONSchemaProps schema) {
    if (path.equals("spec.template")) {
      return;
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, field) -> {
                String inner = path.isEmpty() ? name : path + "." + name;
                FIELDS.put(inner, field);
                collect(inner, field);
              });
    }
    if (schema.getItems() != null) {
      collect(path + ".[]", schema.getItems().getSchema());
    }
  }

  @Test
  void every_field_is_described_in_a_sentence() {
    assertThat(FIELDS).hasSizeGreaterThan(60);
    assertThat(FIELDS)
        .allSatisfy(
            (path, field) ->
                assertThat(field.getDescription()).as(path).isNotBlank().endsWith("."));
  }

  @Test
  void no_number_is_a_float_and_integers_say_how_wide_they_are() {
    assertThat(FIELDS)
        .allSatisfy(
            (path, field) -> {
              assertThat(field.getType()).as(path).isNotEqualTo("number");
              if ("integer".equals(field.getType())) {
                assertThat(field.getFormat()).as(path).isIn("int32", "int64", null);
              }
            });
  }

  @Test
  void every_list_says_how_it_is_merged() {
    FIELDS.forEach(
        (path, field) -> {
          if ("array".equals(field.getType())) {
            assertThat(field.getXKubernetesListType()).as(path).isNotNull();
          }
        });
  }

  @Test
  void enums_are_camel_case() {
    FIELDS.forEach(
        (path, field) -> {
          if (field.getEnum() != null) {
            assertThat(field.getEnum())
                .as(path)
                .allSatisfy(v -> assertThat(v.asText()).matches("([A-Z][a-z]+)+"));
          }
        });
  }

  @Test
  void times_have_a_format_and_durations_a_pattern() {
    Set<String> times =
        Set.of("status.startTime", "status.completionTime", "status.attempt.recordedAt");
    assertThat(times).allSatisfy(p -> assertThat(FIELDS.get(p).getFormat()).isEqualTo("date-time"));
    FIELDS.forEach(
        (path, field) -> {
          if (path.startsWith("spec.") && path.matches(".*(Timeout|interval|Duration)$")) {
            assertThat(field.getPattern()).as(path).isEqualTo(Durations.PATTERN);
          }
        });
  }

  @Test
  void columns_name_fields_that_exist() {
    assertThat(version.getAdditionalPrinterColumns())
        .allSatisfy(
            c -> {
              if (c.getJsonPath().startsWith(".status")) {
                assertThat(FIELDS).containsKey(c.getJsonPath().substring(1));
              }
            });
  }

  @Test
  void the_java_types_fill_in_the_defaults_that_the_crd_declares() throws IOException {
    // Given
    String minimal =
        Files.readString(Path.of("src/test/resources/admission/minimal/valid-defaults.yaml"));

    // When
    TrainingJob job = Serialization.unmarshal(minimal, TrainingJob.class);
    var json = Serialization.jsonMapper().valueToTree(job);

    // Then
    FIELDS.forEach(
        (path, field) -> {
          if (field.getDefault() != null && !field.getDefault().isObject()) {
            assertThat(json.at("/" + path.replace('.', '/')))
                .as(path)
                .isEqualTo(Serialization.jsonMapper().valueToTree(field.getDefault()));
          }
        });
    assertThat(TrainingJobSchema.at(version.getSchema().getOpenAPIV3Schema(), "spec").getRequired())
        .containsExactlyInAnyOrder("seed", "training", "template", "checkpoint");
  }
}
