package dev.keepstep.core.simulate;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.core.simulate.TraceReader.Lacking;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The JSON formats of the papers. */
final class PaperTraces {
  private PaperTraces() {}

  static SpotTrace cantBeLate(String name, String text, Lacking lacking) {
    return read(name, text, lacking, false);
  }

  static SpotTrace skyNomad(String name, String text, Lacking lacking) {
    return read(name, text, lacking, true);
  }

  private static SpotTrace read(String name, String text, Lacking lacking, boolean preempted) {
    try {
      JsonObject o = Json.readObject(text, name);
      JsonObject metadata = o.object("metadata");
      Optional<JsonObject> info = metadata.optionalObject("price_info");
      List<?> data = list(name, "data", o.toMap().get("data"));
      BitSet up = new BitSet(data.size());
      for (int k = 0; k < data.size(); k++) {
        if (!(data.get(k) instanceof Number count) || count.doubleValue() < 0) {
          throw new TraceException(
              "%s: data[%d] is %s; each step needs a number, a hole cannot be replayed"
                  .formatted(name, k, Json.write(data.get(k))));
        }
        up.set(k, preempted ? count.doubleValue() == 0 : count.doubleValue() >= lacking.atLeast());
      }
      String zone = metadata.optionalString("zone").orElse(TraceReader.zone(name));
      return new SpotTrace(
          metadata.optionalString("source_dir").orElse(""),
          TraceReader.region(zone),
          zone,
          metadata.optionalString("start_time").map(t -> start(name, t)).orElse(Instant.EPOCH),
          metadata.number("gap_seconds"),
          TraceReader.needed(
              name, or(info, "on_demand_price", lacking.onDemandPrice()), "on-demand"),
          info.flatMap(i -> i.optionalString("currency")).orElse("USD"),
          data.size(),
          up,
          prices(name, o, data.size(), or(info, "price", lacking.spotPrice())));
    } catch (JsonException e) {
      String message = String.valueOf(e.getMessage());
      throw new TraceException(message.startsWith(name) ? message : name + ": " + message);
    }
  }

  private static OptionalDouble or(Optional<JsonObject> info, String field, OptionalDouble given) {
    Optional<Double> own = info.flatMap(i -> i.optionalNumber(field));
    return own.isPresent() ? OptionalDouble.of(own.get()) : given;
  }

  private static double[] prices(String name, JsonObject o, int steps, OptionalDouble one) {
    double[] prices = new double[steps];
    if (!o.has("prices")) {
      Arrays.fill(prices, TraceReader.needed(name, one, "spot"));
      return prices;
    }
    return SpotTraceReader.prices(name, list(name, "prices", o.toMap().get("prices")));
  }

  /** Down to the minute: the probes of one round do not start in the same millisecond. */
  private static Instant start(String name, String text) {
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 60) * 60);
    } catch (DateTimeException e) {
      throw new TraceException(
          name + ": start_time is \"" + text + "\", expected for example 2026-03-01T00:00:00Z");
    }
  }

  private static List<?> list(String name, String field, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new TraceException(
        name + ": " + field + (value == null ? " is missing" : " is not an array"));
  }
}
