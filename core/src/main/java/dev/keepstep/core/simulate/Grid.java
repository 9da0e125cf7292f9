package dev.keepstep.core.simulate;

import java.util.ArrayList;
import java.util.List;

/** Evenly spaced starts. */
public final class Grid {
  private Grid() {}

  /**
   * Start offsets, spread evenly: the first leaves {@code before} seconds of history, the last
   * leaves {@code after} seconds and two steps before the end of the trace.
   *
   * @param count how many, at least 1
   */
  public static List<Integer> offsets(TracePool pool, double before, double after, int count) {
    double gap = pool.gapSeconds();
    int low = (int) Math.round(before / gap);
    int high = pool.steps() - (int) Math.round(after / gap) - 2;
    if (high < low) {
      throw new TraceException(
          "the trace has %d steps of %.0f s; %.0f h before the first start and %.0f h after the last do not fit"
              .formatted(pool.steps(), gap, before / 3600, after / 3600));
    }
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      offsets.add(count == 1 ? low : low + (int) ((long) (high - low) * i / (count - 1)));
    }
    return offsets;
  }
}
