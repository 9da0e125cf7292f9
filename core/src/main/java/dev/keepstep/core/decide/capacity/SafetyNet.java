package dev.keepstep.core.decide.capacity;

/**
 * Overrules a choice after which, were there no spot from the next look on, on-demand launched then
 * would be late. With it no policy can miss a deadline that on-demand alone could have met.
 */
public final class SafetyNet {
  /** Rounding of sums of many steps; a thousandth of a second harms nobody. */
  private static final double EPSILON = 1e-6;

  private SafetyNet() {}

  /**
   * The choice, the same with a checkpoint first, or on-demand.
   *
   * @param savesEarly whether the policy may save before its interval is over
   */
  public static Choice check(Situation s, Choice choice, boolean savesEarly) {
    if (choice.place() == Situation.ON_DEMAND || allowed(s, choice.place())) {
      return choice;
    }
    if (savesEarly && choice.place() >= 0 && choice.place() == s.held() && allowedAfterSave(s)) {
      return choice.savingFirst();
    }
    return Choice.onDemand(
        Choice.Why.SAFETY_NET,
        s.timeLeft(),
        s.costs().changeover() + s.step() + s.costs().need(s.remaining()));
  }

  /** Whether the zone held may be kept if all work so far is saved first. */
  static boolean allowedAfterSave(Situation s) {
    Costs c = s.costs();
    return c.checkpoints()
        && s.done() > s.durable()
        && s.changeoverLeft() + c.checkpointWrite() <= s.step()
        && s.elapsed() + s.step() + c.changeover() + c.need(s.remaining())
            <= s.deadline() + EPSILON;
  }

  /**
   * Whether idle or a spot zone may be chosen.
   *
   * @param place {@link Situation#IDLE} or the index of a zone
   */
  public static boolean allowed(Situation s, int place) {
    Costs c = s.costs();
    double kept = s.done();
    if (place >= 0) {
      boolean stays = place == s.held();
      double start = stays ? s.changeoverLeft() : c.changeover();
      boolean unsaved = s.done() > s.durable();
      if (!stays && unsaved && c.checkpoints()) {
        start += c.checkpointWrite(); // the old instance saves first
      }
      double room = Math.max(0, s.step() - start);
      if (c.checkpoints()) {
        double stalled = Math.max(0, room - c.checkpointWrite());
        if (start + c.need(s.remaining()) <= s.step()) {
          return s.elapsed() + start + c.need(s.remaining()) <= s.deadline() + EPSILON;
        }
        double durable = stays ? s.durable() : s.done();
        kept =
            c.savesOnNotice()
                ? Math.max(durable, s.done() + stalled - c.checkpointWrite())
                : durable;
      } else {
        if (room >= s.remaining()) {
          return s.elapsed() + start + s.remaining() <= s.deadline() + EPSILON;
        }
        kept = s.done() + room;
      }
    }
    return s.elapsed() + s.step() + c.changeover() + c.need(s.work() - kept)
        <= s.deadline() + EPSILON;
  }
}
