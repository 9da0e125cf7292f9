package dev.keepstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * An object that the previous schema took is taken by this one, and means what it meant: {@code
 * previous/v1alpha1.txt} lists the fields of the last version that others may have, one a line, as
 * path, type, whether it is required, and its words. A release replaces it ({@code
 * -Dkeepstep.update}); nothing else does.
 */
class PreviousSchemaTest {
  private static final Path PREVIOUS = Path.of("src/test/resources/previous/v1alpha1.txt");

  private record Field(String type, boolean required, List<String> words) {
    static Field parse(String[] line) {
      return new Field(
          line[1],
          line[2].equals("required"),
          line[3].equals("-") ? List.of() : Arrays.asList(line[3].split(",", -1)));
    }

    String render(String path) {
      return "%s %s %s %s"
          .formatted(
              path,
              type,
              required ? "required" : "optional",
              words.isEmpty() ? "-" : String.join(",", words));
    }
  }

  @Test
  void what_was_valid_is_valid_and_nothing_is_gone() throws IOException {
    Map<String, Field> now = current();
    if (System.getProperty("keepstep.update") != null) {
      Files.write(
          PREVIOUS, now.entrySet().stream().map(e -> e.getValue().render(e.getKey())).toList());
    }
    Map<String, Field> before =
        Files.readAllLines(PREVIOUS).stream()
            .map(line -> line.split(" ", 4))
            .collect(Collectors.toMap(line -> line[0], Field::parse));
    List<String> broken = new ArrayList<>();
    before.forEach((path, field) -> broken.addAll(broken(path, field, now.get(path))));
    now.forEach(
        (path, field) -> {
          if (field.required() && !before.containsKey(path) && before.containsKey(owner(path))) {
            broken.add(path + " is new, and required of objects that are there already");
          }
        });
    assertThat(before).hasSizeGreaterThan(100);
    assertThat(broken).isEmpty();
  }

  private static List<String> broken(String path, Field before, Field now) {
    List<String> broken = new ArrayList<>();
    if (now == null) {
      return List.of(path + " is gone: what a user wrote there would be dropped");
    }
    if (!now.type().equals(before.type())) {
      broken.add("%s was of type %s and is %s".formatted(path, before.type(), now.type()));
    }
    // a status is the operator's own: what it has always written may be asked for
    if (now.required() && !before.required() && !path.startsWith("status.")) {
      broken.add(path + " has become required");
    }
    if (!now.words().isEmpty() && !now.words().containsAll(before.words())) {
      broken.add("%s took %s and takes %s".formatted(path, before.words(), now.words()));
    }
    if (before.words().isEmpty() && !now.words().isEmpty()) {
      broken.add(path + " takes certain words only, and took any");
    }
    return broken;
  }

  /** The field in which another lies. */
  private static String owner(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  private static Map<String, Field> current() throws IOException {
    CustomResourceDefinition crd =
        Serialization.unmarshal(
            Files.readString(Path.of("trainingjobs.keepstep.dev.yaml")),
            CustomResourceDefinition.class);
    Map<String, Field> fields = new TreeMap<>();
    collect(
        fields, "", crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(), false);
    return fields;
  }

  private static void collect(
      Map<String, Field> into, String path, JSONSchemaProps schema, boolean required) {
    if (!path.isEmpty()) {
      into.put(
          path,
          new Field(
              schema.getType() == null ? "-" : schema.getType(),
              required,
              schema.getEnum().stream().map(word -> word.asText()).toList()));
    }
    if (path.equals("spec.template")) {
      return; // Kubernetes's own, which keeps its own promises
    }
    schema
        .getProperties()
        .forEach(
            (name, field) ->
                collect(
                    into,
                    path.isEmpty() ? name : path + "." + name,
                    field,
                    schema.getRequired().contains(name)));
    if (schema.getItems() != null) {
      collect(into, path + "[]", schema.getItems().getSchema(), false);
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      collect(into, path + "{}", schema.getAdditionalProperties().getSchema(), false);
    }
  }
}
