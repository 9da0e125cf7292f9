package dev.keepstep.core.proof;

import org.jspecify.annotations.Nullable;

/**
 * Verified replay: after a rollback each step that is computed again is compared with what earlier
 * writers recorded of it. For one thread.
 */
public final class ReplayCheck {
  private final Trail recorded;
  private int compared;
  private int equal;
  private long first;
  private long last;
  private ReplayVerdict.@Nullable Differs difference;

  /**
   * @param recorded what earlier writers left
   */
  public ReplayCheck(Trail recorded) {
    this.recorded = recorded;
  }

  /** Compares one entry with each that another writer recorded for the same step. */
  public ReplayVerdict observe(TrailEntry found) {
    for (TrailEntry expected : recorded.at(found.step(), found.kind())) {
      if (expected.writer() != found.writer()) {
        compare(expected, found);
      }
    }
    return verdict();
  }

  /** How many digests and fingerprints were compared, those behind a difference too. */
  public int compared() {
    return compared;
  }

  /** How many of them were equal. */
  public int equal() {
    return equal;
  }

  /** Over all that was observed so far. */
  public ReplayVerdict verdict() {
    if (difference != null) {
      return difference;
    }
    return compared == 0 ? new ReplayVerdict.Unknown() : new ReplayVerdict.Same(equal, first, last);
  }

  void compare(TrailEntry expected, TrailEntry found) {
    first = compared == 0 ? found.step() : Math.min(first, found.step());
    last = Math.max(last, found.step());
    compared++;
    if (expected.value().equals(found.value())) {
      equal++;
    } else if (difference == null || found.step() < difference.step()) {
      difference = new ReplayVerdict.Differs(expected, found, equal);
    }
  }
}
