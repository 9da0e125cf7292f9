package dev.keepstep.cli.experiment;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.simulate.TracePool;
import java.util.function.ToIntFunction;

/** At which step of the trace the runs start. */
final class Start {
  /** How many starts are looked at where none was given. */
  private static final int LOOKED_AT = 200;

  private Start() {}

  /**
   * The last step at which a run may start: what is left is twice its deadline, so that one that is
   * late still has a trace.
   *
   * @param deadline seconds of the trace
   */
  static int last(TracePool pool, double deadline) {
    int last = pool.steps() - (int) Math.ceil(2 * deadline / pool.gapSeconds()) - 1;
    if (last < 0) {
      throw UserError.failed(
          "the trace has %d steps of %.0f s, and twice the deadline of %.1f h does not fit"
              .formatted(pool.steps(), pool.gapSeconds(), deadline / 3600),
          "give a longer trace, fewer --steps or a smaller --compression");
    }
    return last;
  }

  /** A start that was asked for. */
  static int given(int offset, int last) {
    if (offset < 0 || offset > last) {
      throw UserError.failed(
          "--offset is %d: twice the deadline must follow in the trace".formatted(offset),
          "give 0 to " + last);
    }
    return offset;
  }

  /** The first of evenly spaced starts at which most is foretold to be lost. */
  static int busiest(int last, ToIntFunction<Integer> losses) {
    int best = 0;
    int most = -1;
    int count = Math.min(LOOKED_AT, last + 1);
    for (int i = 0; i < count; i++) {
      int offset = count == 1 ? 0 : (int) ((long) last * i / (count - 1));
      int lost = losses.applyAsInt(offset);
      if (lost > most) {
        most = lost;
        best = offset;
      }
    }
    return best;
  }
}
