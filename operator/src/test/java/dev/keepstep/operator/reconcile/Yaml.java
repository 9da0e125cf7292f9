package dev.keepstep.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** What a test writes of an object as text, so that it can be anything at all. */
final class Yaml {
  private Yaml() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is no YAML
   */
  static JsonNode read(String text) {
    try {
      return Serialization.yamlMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /**
   * Sets a field; the objects above it are made where there are none.
   *
   * @param path names from the root on, with dots between them
   */
  static void put(ObjectNode root, String path, String value) {
    List<String> names = List.of(path.split("\\."));
    ObjectNode at = root;
    for (String parent : names.subList(0, names.size() - 1)) {
      at = at.withObject("/" + parent);
    }
    at.set(names.getLast(), read(value));
  }
}
