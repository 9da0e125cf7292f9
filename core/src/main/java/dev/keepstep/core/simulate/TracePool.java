package dev.keepstep.core.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Zones whose traces are aligned step by step, among which one run may choose.
 *
 * @param zones sorted by name
 */
public record TracePool(List<SpotTrace> zones) {
  public TracePool {
    zones = zones.stream().sorted(Comparator.comparing(SpotTrace::zone)).toList();
    if (zones.isEmpty()) {
      throw new TraceException("no trace was given");
    }
    SpotTrace first = zones.getFirst();
    Set<String> names = new HashSet<>();
    for (SpotTrace zone : zones) {
      if (!names.add(zone.zone())) {
        throw new TraceException("zone " + zone.zone() + " has two traces");
      }
      same(first, zone, "gap_seconds", first.gapSeconds(), zone.gapSeconds());
      same(first, zone, "start_time", first.start(), zone.start());
      same(first, zone, "number of steps", first.steps(), zone.steps());
      same(first, zone, "currency", first.currency(), zone.currency());
    }
  }

  /** The pool of some of the zones. */
  public TracePool of(List<String> names) {
    List<SpotTrace> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          zones.stream()
              .filter(z -> z.zone().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TraceException(
                          "no trace has zone "
                              + name
                              + "; there are "
                              + String.join(", ", names()))));
    }
    return new TracePool(chosen);
  }

  /** The zones' names, sorted. */
  public List<String> names() {
    return zones.stream().map(SpotTrace::zone).toList();
  }

  public double gapSeconds() {
    return zones.getFirst().gapSeconds();
  }

  public int steps() {
    return zones.getFirst().steps();
  }

  /** On-demand where it is cheapest, money an hour. */
  public double onDemandPrice() {
    return zones.stream().mapToDouble(SpotTrace::onDemandPrice).min().orElseThrow();
  }

  private static void same(
      SpotTrace a, SpotTrace b, String what, Object valueOfA, Object valueOfB) {
    if (!valueOfA.equals(valueOfB)) {
      throw new TraceException(
          "zones of a pool must be aligned: %s of %s is %s, of %s %s"
              .formatted(what, a.zone(), valueOfA, b.zone(), valueOfB));
    }
  }
}
