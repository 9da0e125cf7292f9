package dev.keepstep.core.simulate;

import dev.keepstep.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code spot-trace/1}, which {@link SpotTraceReader} reads. */
public final class SpotTraceWriter {
  private SpotTraceWriter() {}

  /** One trace as JSON. */
  public static String write(SpotTrace trace) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", SpotTraceReader.FORMAT);
    map.put("set", trace.set());
    map.put("region", trace.region());
    map.put("zone", trace.zone());
    map.put("start_time", trace.start().toString());
    map.put("gap_seconds", trace.gapSeconds());
    map.put("on_demand_price", trace.onDemandPrice());
    map.put("currency", trace.currency());
    map.put("price_unit", "per hour");
    List<Integer> data = new ArrayList<>();
    List<Double> prices = new ArrayList<>();
    for (int k = 0; k < trace.steps(); k++) {
      data.add(trace.up(k) ? 1 : 0);
      prices.add(trace.price(k));
    }
    map.put("data", data);
    map.put("prices", prices);
    return Json.write(map);
  }
}
