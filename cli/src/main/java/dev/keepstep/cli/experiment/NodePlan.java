package dev.keepstep.cli.experiment;

import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * When spot nodes come and go: one a zone, there while the trace says so.
 *
 * @param first zones that have a node from the start
 * @param changes what happens after that, in time's order
 */
record NodePlan(Set<String> first, List<Change> changes) {
  /**
   * A zone's node comes or goes.
   *
   * @param at from the start
   */
  record Change(Duration at, String zone, boolean up) {}

  NodePlan {
    first = Set.copyOf(first);
    changes = List.copyOf(changes);
  }

  /** The plan of a trace as it is played, from its first step. */
  static NodePlan of(TracePool played) {
    Set<String> first = new TreeSet<>();
    List<Change> changes = new ArrayList<>();
    for (SpotTrace zone : played.zones()) {
      if (zone.up(0)) {
        first.add(zone.zone());
      }
      for (int k = 1; k < zone.steps(); k++) {
        if (zone.up(k) != zone.up(k - 1)) {
          Duration at = Duration.ofMillis(Math.round(k * zone.gapSeconds() * 1000));
          changes.add(new Change(at, zone.zone(), zone.up(k)));
        }
      }
    }
    changes.sort(Comparator.comparing(Change::at).thenComparing(Change::zone));
    return new NodePlan(first, changes);
  }

  /** What happens in one zone. */
  List<Change> of(String zone) {
    return changes.stream().filter(c -> c.zone().equals(zone)).toList();
  }
}
