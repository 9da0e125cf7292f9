package dev.keepstep.cli.simulate;

import dev.keepstep.core.simulate.RunResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A start under a policy, and how it went.
 *
 * @param policy its name
 * @param bound what no schedule can be cheaper than; empty: not asked for, or the trace ends before
 *     the deadline
 */
record Run(String policy, Start start, RunResult result, OptionalDouble bound) {
  /** As programs read it. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("policy", policy);
    map.put("zones", start.pool().names());
    map.put("offset", start.offset());
    map.put("computeHours", start.scenario().work() / 3600);
    map.put("deadlineRatio", start.ratio());
    map.put("deadlineHours", start.scenario().deadline() / 3600);
    map.put("currency", start.pool().zones().getFirst().currency());
    map.put("cost", result.cost());
    map.put("onDemandCost", result.onDemandCost());
    map.put("saving", result.saving());
    map.put("optimumLowerBound", bound.isPresent() ? bound.getAsDouble() : null);
    map.put("finishHours", result.finish() / 3600);
    map.put("deadlineMet", result.deadlineMet());
    map.put("interruptions", result.interruptions());
    map.put("launches", result.launches());
    map.put("spotHours", result.spotTime() / 3600);
    map.put("onDemandHours", result.onDemandTime() / 3600);
    map.put("idleHours", result.idleTime() / 3600);
    return map;
  }
}
