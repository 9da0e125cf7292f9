package dev.keepstep.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a job's spec as the CRD has them, and values that each of them must refuse: of
 * another type, beyond its bounds, too long, not of its pattern, not of its list.
 */
final class SpecSchema {
  /** Kubernetes's own, which has its own tests: one field here. */
  private static final Set<String> EMBEDDED = Set.of("template");

  private static final JsonNode ROOT = read();

  private SpecSchema() {}

  private static JsonNode read() {
    try {
      return Serialization.yamlMapper()
          .readTree(Path.of("../crds/trainingjobs.keepstep.dev.yaml").toFile())
          .at("/spec/versions/0/schema/openAPIV3Schema/properties");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode spec() {
    return ROOT.get("spec");
  }

  static JsonNode status() {
    return ROOT.get("status");
  }

  /** Each field that holds a value, with its schema, in the schema's order. */
  static Map<String, JsonNode> leaves() {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    walk("", spec(), leaves);
    return leaves;
  }

  private static void walk(String path, JsonNode schema, Map<String, JsonNode> leaves) {
    if (!schema.has("properties") || EMBEDDED.contains(path)) {
      leaves.put(path, schema);
      return;
    }
    schema
        .get("properties")
        .properties()
        .forEach(
            p -> walk(path.isEmpty() ? p.getKey() : path + "." + p.getKey(), p.getValue(), leaves));
  }

  /** Values, in YAML, that a field of this schema does not take. */
  static List<String> nonsense(JsonNode schema) {
    List<String> values = new ArrayList<>();
    switch (schema.get("type").asText()) {
      case "string" -> {
        values.add("[5]");
        if (schema.has("maxLength")) {
          values.add("\"" + "a".repeat(schema.get("maxLength").asInt() + 1) + "\"");
        }
        if (schema.has("minLength")) {
          values.add("\"\"");
        }
        if (schema.has("pattern") || schema.has("enum") || schema.has("format")) {
          values.add("\" no sense\"");
        }
      }
      case "integer" -> {
        values.add("many");
        values.add("1.5");
        if (schema.has("minimum")) {
          values.add(Long.toString(schema.get("minimum").longValue() - 1));
        }
        if (schema.has("maximum")) {
          values.add(Long.toString((long) schema.get("maximum").asDouble() + 1));
        }
      }
      case "boolean" -> values.add("\"perhaps\"");
      case "array" -> {
        values.add("text");
        nonsense(schema.get("items")).forEach(v -> values.add("[" + v + "]"));
        if (schema.path("x-kubernetes-list-type").asText().equals("set")) {
          values.add("[a, a]");
        }
        if (schema.has("maxItems")) {
          StringBuilder many = new StringBuilder("[");
          for (int i = 0; i <= schema.get("maxItems").asInt(); i++) {
            many.append('z').append(i).append(", ");
          }
          values.add(many.append("]").toString());
        }
      }
      case "object" -> {
        values.add("text");
        if (schema.has("additionalProperties")) {
          nonsense(schema.get("additionalProperties")).forEach(v -> values.add("{key: " + v + "}"));
        }
      }
      default -> throw new IllegalStateException("what is refused of " + schema.get("type") + "?");
    }
    return values;
  }
}
