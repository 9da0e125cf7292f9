package dev.keepstep.cli.demo;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run left in its bucket for a report's pictures.
 *
 * @param loss by step, ascending
 * @param accuracy by step, where it was measured
 * @param envelope what the bits depend on besides code, data and seed, by name
 */
record RunFiles(List<Point> loss, List<Point> accuracy, Map<String, String> envelope) {
  /** A value at a step. */
  record Point(long step, double value) {}

  RunFiles {
    loss = List.copyOf(loss);
    accuracy = List.copyOf(accuracy);
  }

  /** A report without pictures. */
  static RunFiles none() {
    return new RunFiles(List.of(), List.of(), Map.of());
  }

  /**
   * Reads them.
   *
   * @throws dev.keepstep.core.checkpoint.StorageFailure if the bucket cannot be read
   */
  static RunFiles read(ObjectStore store, String prefix) {
    CheckpointKeys keys = new CheckpointKeys(prefix);
    TreeMap<Long, Double> loss = new TreeMap<>();
    TreeMap<Long, Double> accuracy = new TreeMap<>();
    // a file a writer, later writers later (the later one counts), or one file of the whole run
    for (String key : store.list(keys.result("curve")).keys()) {
      for (String line : text(store, key).lines().toList()) {
        try {
          JsonObject point = Json.readObject(line, "curve");
          long step = point.integer("step");
          point.optionalNumber("loss").ifPresent(value -> loss.put(step, value));
          point.optionalNumber("accuracy").ifPresent(value -> accuracy.put(step, value));
        } catch (JsonException e) {
          // a line cut off with its writer: the picture has one point less
        }
      }
    }
    return new RunFiles(points(loss), points(accuracy), envelope(store, keys));
  }

  private static Map<String, String> envelope(ObjectStore store, CheckpointKeys keys) {
    Map<String, String> envelope = new LinkedHashMap<>();
    List<String> writers =
        store.list(keys.writers()).keys().stream()
            .filter(key -> keys.parseWriter(key).isPresent())
            .toList();
    if (!writers.isEmpty()) {
      Json.readObject(text(store, writers.getLast()), "writer")
          .optionalObject("envelope")
          .ifPresent(found -> flatten("", found, envelope));
    }
    return envelope;
  }

  private static void flatten(String path, JsonObject object, Map<String, String> into) {
    object
        .toMap()
        .forEach(
            (name, value) -> {
              if (value instanceof Map<?, ?>) {
                flatten(path + name + ".", object.object(name), into);
              } else {
                into.put(path + name, String.valueOf(value));
              }
            });
  }

  private static List<Point> points(TreeMap<Long, Double> values) {
    List<Point> points = new ArrayList<>();
    values.forEach((step, value) -> points.add(new Point(step, value)));
    return points;
  }

  private static String text(ObjectStore store, String key) {
    return new String(store.get(key), StandardCharsets.UTF_8);
  }
}
