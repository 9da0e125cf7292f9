package dev.keepstep.core.proof;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a writer's parameters were after a step.
 *
 * @param writer who computed it
 * @param step updates made
 * @param kind digest or fingerprint
 * @param value as {@link Digest} or {@link Fingerprint} gives it
 * @param running as {@link Digest#running} gives it; empty where it is not known
 */
public record TrailEntry(int writer, long step, Kind kind, String value, String running) {
  private static final String RUNNING = "tensors";

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

  /** Of a fingerprint, whose tensors the manifest tells, or of a digest without them. */
  public TrailEntry(int writer, long step, Kind kind, String value) {
    this(writer, step, kind, value, "");
  }

  /** The place of the first tensor that differs, from 0; empty if the entries do not tell. */
  public OptionalInt firstTensorApart(TrailEntry other) {
    return Digest.firstApart(running, other.running);
  }

  /** One line of JSON, without its end; the writer is named by the file. */
  public String toLine() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("step", step);
    map.put(kind.text(), value);
    if (!running.isEmpty()) {
      map.put(RUNNING, running);
    }
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
        return new TrailEntry(
            writer,
            json.integer("step"),
            kind,
            value.get(),
            json.optionalString(RUNNING).orElse(""));
      }
    }
    throw new JsonException("trail has an entry with neither digest nor fingerprint: " + line);
  }
}
