package dev.keepstep.core.contract;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer leaves in {@code /dev/termination-log}: one JSON object of at most 4,096 bytes,
 * which Kubernetes copies into the container's status.
 *
 * @param cause one CamelCase word: Done, Interrupted, BadConfiguration, NoSuchBucket, …
 * @param step last finished step
 * @param checkpointStep step of the newest committed checkpoint; empty if there is none
 * @param fingerprint that checkpoint's fingerprint, 64 hex digits
 * @param resumedAt step from which this attempt trained; empty if it never began
 * @param metrics results by name, as text with 5 decimals (and {@code k/n}); empty before the end
 * @param result where model, metrics and report lie; empty before the end
 * @param message one sentence for people
 */
public record TerminationMessage(
    String cause,
    long step,
    Optional<Long> checkpointStep,
    Optional<String> fingerprint,
    Optional<Long> resumedAt,
    Map<String, String> metrics,
    Optional<String> result,
    String message) {

  /** Where Kubernetes looks, unless the container says otherwise. */
  public static final String PATH = "/dev/termination-log";

  /** What Kubernetes keeps of the file. */
  public static final int MAX_BYTES = 4096;

  private static final int MAX_MESSAGE_CHARS = 700;

  public TerminationMessage {
    metrics = Map.copyOf(metrics);
    if (message.length() > MAX_MESSAGE_CHARS) {
      // Kubernetes would cut the JSON in the middle, and then none of it could be read
      message = message.substring(0, MAX_MESSAGE_CHARS - 1) + "…";
    }
  }

  /** The file's text. */
  public String render() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("cause", cause);
    map.put("step", step);
    checkpointStep.ifPresent(s -> map.put("checkpointStep", s));
    fingerprint.ifPresent(f -> map.put("fingerprint", f));
    resumedAt.ifPresent(s -> map.put("resumedAt", s));
    if (!metrics.isEmpty()) {
      map.put("metrics", new TreeMap<>(metrics));
    }
    result.ifPresent(r -> map.put("result", r));
    map.put("message", message);
    return Json.write(map);
  }

  /**
   * Reads what a container left; empty if it is not such a message: another program's last words,
   * or nothing, are no error.
   */
  public static Optional<TerminationMessage> parse(String text) {
    try {
      JsonObject object = Json.readObject(text, "termination message");
      return Optional.of(
          new TerminationMessage(
              object.string("cause"),
              object.integer("step"),
              object.optionalInteger("checkpointStep"),
              object.optionalString("fingerprint"),
              object.optionalInteger("resumedAt"),
              object.stringMap("metrics"),
              object.optionalString("result"),
              object.string("message")));
    } catch (JsonException e) {
      return Optional.empty();
    }
  }
}
