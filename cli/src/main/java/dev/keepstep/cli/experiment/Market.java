package dev.keepstep.cli.experiment;

import dev.keepstep.core.decide.Settings;
import dev.keepstep.core.decide.capacity.Costs;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.simulate.RunResult;
import dev.keepstep.core.simulate.Scenario;
import dev.keepstep.core.simulate.Simulator;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What operator and simulator are both told: the trace as it is played, and how long things take.
 * All times are those of here.
 *
 * @param played the trace, from the start on
 * @param deadline from the start
 * @param interval training time between two checkpoints
 * @param ask how long a request for spot may stay without an answer
 * @param afterRefusal how long spot that was refused is not asked for again
 * @param afterLoss how long a zone that took a node back is left alone
 */
record Market(
    TracePool played,
    Duration deadline,
    Duration interval,
    Duration ask,
    Duration afterRefusal,
    Duration afterLoss) {

  /** The kind of all nodes. */
  private static final String KIND = "local.large";

  /**
   * What the simulator says of a run at this pace: with the operator's whole decider, and capacity
   * known by asking.
   *
   * @throws dev.keepstep.core.simulate.TraceException if the trace ends before the run
   */
  RunResult foretold(PlacementPolicy policy, Pace pace, long steps) {
    Scenario scenario =
        Scenario.ideal(seconds(pace.work(steps)), seconds(deadline), seconds(pace.changeover()))
            .with(new Costs(seconds(pace.changeover()), seconds(interval), 0, 0, 0))
            .asked(seconds(ask));
    Settings settings =
        Settings.DEFAULT.withWaits(afterRefusal, afterLoss, pace.changeover()).withPolicy(policy);
    return new Simulator(played, scenario, true).runAsOperator(settings, 0);
  }

  /** What the undisturbed work costs on on-demand where it is cheapest. */
  double baseline(Pace undisturbed, long steps) {
    return played.onDemandPrice() * seconds(undisturbed.work(steps)) / 3600;
  }

  /** Where on-demand is cheapest: its node is there. */
  String onDemandZone() {
    return played.zones().stream()
        .min(java.util.Comparator.comparingDouble(SpotTrace::onDemandPrice))
        .map(SpotTrace::zone)
        .orElseThrow();
  }

  /** The chart's values: policy, waits, price book. */
  String values(PlacementPolicy policy, Duration changeover) {
    Map<String, Object> placement = new LinkedHashMap<>();
    placement.put("policy", policy.name());
    placement.put("afterRefusal", text(afterRefusal));
    placement.put("afterLoss", text(afterLoss));
    placement.put("changeover", text(changeover));
    List<Object> entries = new ArrayList<>();
    for (SpotTrace zone : played.zones()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("instanceType", KIND);
      entry.put("zone", zone.zone());
      entry.put("spot", zone.price(0));
      entry.put("onDemand", zone.onDemandPrice());
      entries.add(entry);
    }
    Map<String, Object> prices = new LinkedHashMap<>();
    prices.put("currency", played.zones().getFirst().currency());
    prices.put("asOf", played.zones().getFirst().start().toString().substring(0, 10));
    prices.put("source", "the trace of an experiment, times its compression");
    prices.put("entries", entries);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("placement", placement);
    values.put("prices", prices);
    return Json.writePretty(values);
  }

  private static String text(Duration duration) {
    return dev.keepstep.api.v1alpha1.Durations.format(duration);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
