package dev.keepstep.core.proof;

/** Whether steps that were computed twice gave the same bits. */
public sealed interface ReplayVerdict {
  /** No step was computed twice, as far as the trail tells. */
  record Unknown() implements ReplayVerdict {}

  /**
   * All that was compared was equal.
   *
   * @param compared how many digests and fingerprints
   * @param first the first step compared
   * @param last the last one
   */
  record Same(int compared, long first, long last) implements ReplayVerdict {}

  /**
   * Something was not.
   *
   * @param expected the entry of the earlier writer at the first step that differs
   * @param found the later one's
   * @param equalBefore how many were compared and equal at lower steps
   */
  record Differs(TrailEntry expected, TrailEntry found, int equalBefore) implements ReplayVerdict {
    /** The first step that differs. */
    public long step() {
      return expected.step();
    }
  }
}
