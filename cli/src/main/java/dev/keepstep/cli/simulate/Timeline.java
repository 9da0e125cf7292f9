package dev.keepstep.cli.simulate;

import dev.keepstep.cli.report.PlacementChart;
import dev.keepstep.core.simulate.RunResult;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TracePool;
import java.util.ArrayList;
import java.util.List;

/** One run across zones as a picture: pale where spot was there, solid where it was held. */
public final class Timeline {
  private Timeline() {}

  /**
   * Draws it.
   *
   * @param offset step of the trace at which the run started
   * @param held what was held when
   * @param finish seconds from the start
   * @param deadline seconds from the start
   */
  public static String svg(
      TracePool pool, int offset, List<RunResult.Span> held, double finish, double deadline) {
    double end = Math.max(finish, deadline) / 3600 * 1.01;
    List<PlacementChart.Row> rows = new ArrayList<>();
    for (SpotTrace zone : pool.zones()) {
      rows.add(
          new PlacementChart.Row(
              zone.zone(), there(offset, zone, end), held(held, zone.zone()), "zone"));
    }
    rows.add(new PlacementChart.Row("on-demand", List.of(), held(held, "on-demand"), "b"));
    return PlacementChart.svg(rows, end, deadline / 3600);
  }

  private static List<PlacementChart.Stretch> there(int offset, SpotTrace zone, double end) {
    List<PlacementChart.Stretch> stretches = new ArrayList<>();
    double hours = zone.gapSeconds() / 3600;
    int last = Math.min(zone.steps(), offset + (int) Math.ceil(end / hours));
    int from = -1;
    for (int k = offset; k <= last; k++) {
      boolean up = k < last && zone.up(k);
      if (up && from < 0) {
        from = k;
      } else if (!up && from >= 0) {
        double begin = (from - offset) * hours;
        double until = Math.min(end, (k - offset) * hours);
        stretches.add(new PlacementChart.Stretch(begin, until, "spot was there"));
        from = -1;
      }
    }
    return stretches;
  }

  private static List<PlacementChart.Stretch> held(List<RunResult.Span> held, String place) {
    return held.stream()
        .filter(s -> s.place().equals(place))
        .map(s -> new PlacementChart.Stretch(s.from() / 3600, s.to() / 3600, s.why()))
        .toList();
  }
}
