package dev.keepstep.core.proof;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a writer's parameters were after a step.
 *
 * @param writer who computed it
 * @param step updates made
 * @param kind digest or fingerprint
 * @param value as {@link Digest} or {@link Fingerprint} gives it
 */
public record TrailEntry(int writer, long step, Kind kind, String value) {
  /** By which hash. */
  public enum Kind {
    DIGEST("digest"),
    FINGERPRINT("fingerprint");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** One line of JSON, without its end; the writer is named by the file. */
  public String toLine() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("step", step);
    map.put(kind.text(), value);
    return Json.write(map);
  }

  /**
   * @throws JsonException if the line is no entry
   */
  public static TrailEntry parse(int writer, String line) {
    JsonObject json = Json.readObject(line, "trail");
    for (Kind kind : Kind.values()) {
      Optional<String> value = json.optionalString(kind.text());
      if (value.isPresent()) {
        return new TrailEntry(writer, json.integer("step"), kind, value.get());
      }
    }
    throw new JsonException("trail has an entry with neither digest nor fingerprint: " + line);
  }
}
