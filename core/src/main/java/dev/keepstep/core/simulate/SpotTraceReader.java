package dev.keepstep.core.simulate;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code spot-trace/1}: one JSON object a zone. Strict: what is wrong is said, not mended.
 */
public final class SpotTraceReader {
  /** Value of the field {@code format}. */
  public static final String FORMAT = "spot-trace/1";

  private SpotTraceReader() {}

  /**
   * Reads one trace.
   *
   * @param name what to call it in errors, as a rule the file's name
   */
  public static SpotTrace read(String name, String json) {
    return read(name, json, 1);
  }

  /**
   * Reads one trace for a gang.
   *
   * @param atLeast a step counts as up where so many instances came up; more than 1 needs the field
   *     {@code capacity}
   */
  static SpotTrace read(String name, String json, int atLeast) {
    try {
      JsonObject o = Json.readObject(json, name);
      String format = o.string("format");
      if (!format.equals(FORMAT)) {
        throw new TraceException(name + ": format is \"" + format + "\", expected " + FORMAT);
      }
      Map<String, ?> values = o.toMap();
      List<?> data = list(name, "data", values.get("data"));
      BitSet up = new BitSet(data.size());
      for (int k = 0; k < data.size(); k++) {
        Object value = data.get(k);
        if (!(value instanceof Long flag) || (flag != 0 && flag != 1)) {
          throw new TraceException(
              "%s: data[%d] is %s; each step needs 1 (spot was there) or 0, a hole cannot be replayed"
                  .formatted(name, k, Json.write(value)));
        }
        up.set(k, flag == 1);
      }
      if (atLeast > 1) {
        onlyGangs(name, list(name, "capacity", values.get("capacity")), data.size(), up, atLeast);
      }
      return new SpotTrace(
          o.optionalString("set").orElse(""),
          o.string("region"),
          o.string("zone"),
          start(name, o.string("start_time")),
          o.number("gap_seconds"),
          o.number("on_demand_price"),
          o.optionalString("currency").orElse("USD"),
          data.size(),
          up,
          prices(name, list(name, "prices", values.get("prices"))));
    } catch (JsonException e) {
      String message = String.valueOf(e.getMessage());
      throw new TraceException(message.startsWith(name) ? message : name + ": " + message);
    }
  }

  /** A step in which nobody counted keeps what data says. */
  private static void onlyGangs(String name, List<?> capacity, int steps, BitSet up, int atLeast) {
    if (capacity.size() != steps) {
      throw new TraceException(
          "%s: data has %d steps and capacity has %d".formatted(name, steps, capacity.size()));
    }
    for (int k = 0; k < capacity.size(); k++) {
      Object value = capacity.get(k);
      if (value instanceof Long count) {
        up.set(k, count >= atLeast);
      } else if (value != null) {
        throw new TraceException(
            "%s: capacity[%d] is %s; give a whole number or null"
                .formatted(name, k, Json.write(value)));
      }
    }
  }

  private static Instant start(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new TraceException(
          name + ": start_time is \"" + text + "\", expected for example 2026-03-01T00:00:00Z");
    }
  }

  static double[] prices(String name, List<?> list) {
    double[] prices = new double[list.size()];
    for (int k = 0; k < prices.length; k++) {
      Object value = list.get(k);
      if (!(value instanceof Number price)) {
        throw new TraceException(
            "%s: prices[%d] is %s; each step needs a price".formatted(name, k, Json.write(value)));
      }
      prices[k] = price.doubleValue();
    }
    return prices;
  }

  private static List<?> list(
      String name, String field, @org.jspecify.annotations.Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new TraceException(
        name + ": " + field + (value == null ? " is missing" : " is not an array"));
  }
}
