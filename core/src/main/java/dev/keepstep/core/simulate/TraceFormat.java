package dev.keepstep.core.simulate;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The formats in which spot traces are published. */
public enum TraceFormat {
  /** {@code spot-trace/1}: says everything itself. */
  SPOT_TRACE,
  /**
   * skypilot-org/spot-traces, the data of "Can't Be Late" (NSDI'24): {@code data} is the number of
   * instances that came up, so 1 or more is up. Prices and zone are not in the file.
   */
  CANT_BE_LATE,
  /**
   * The SkyNomad artifact: {@code data} is 1 where the instance was taken away, and {@code
   * metadata.price_info} has the prices.
   */
  SKYNOMAD,
  /** Raw probes as CSV: {@code date,availability[,price]}, 1 or more is up. */
  CSV;

  /**
   * Which format a text is in.
   *
   * @param name what to call it in errors
   */
  public static TraceFormat of(String name, String text) {
    String start = text.stripLeading();
    if (!start.startsWith("{")) {
      if (start.startsWith("date,")) {
        return CSV;
      }
      throw new TraceException(
          name + " is neither a JSON object nor a CSV file with the header date,availability");
    }
    try {
      JsonObject o = Json.readObject(text, name);
      if (o.has("format")) {
        return SPOT_TRACE;
      }
      Map<String, @Nullable Object> values = o.toMap();
      if (values.get("metadata") instanceof Map<?, ?> metadata) {
        return metadata.containsKey("price_info") ? SKYNOMAD : CANT_BE_LATE;
      }
      throw new TraceException(
          name + " has neither a field format nor a field metadata; it is no spot trace");
    } catch (JsonException e) {
      throw new TraceException(name + ": " + e.getMessage());
    }
  }
}
