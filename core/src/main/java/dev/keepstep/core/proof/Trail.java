package dev.keepstep.core.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that a run's writers recorded of its bits, by step. */
public final class Trail {
  private record Key(long step, TrailEntry.Kind kind) {}

  private final Map<Key, List<TrailEntry>> entries = new HashMap<>();
  private final List<TrailEntry> inOrder;
  private final List<String> problems;

  /**
   * @param entries of all writers, in any order
   * @param problems files or lines that could not be read, for people
   */
  public Trail(List<TrailEntry> entries, List<String> problems) {
    this.inOrder =
        entries.stream()
            .sorted(
                Comparator.comparingLong(TrailEntry::step)
                    .thenComparing(TrailEntry::kind)
                    .thenComparingInt(TrailEntry::writer))
            .toList();
    this.problems = List.copyOf(problems);
    for (TrailEntry entry : inOrder) {
      this.entries
          .computeIfAbsent(new Key(entry.step(), entry.kind()), key -> new ArrayList<>())
          .add(entry);
    }
  }

  public static Trail empty() {
    return new Trail(List.of(), List.of());
  }

  /** By step, then kind, then writer. */
  public List<TrailEntry> entries() {
    return inOrder;
  }

  /** What was recorded of a step, by writer. */
  public List<TrailEntry> at(long step, TrailEntry.Kind kind) {
    return List.copyOf(entries.getOrDefault(new Key(step, kind), List.of()));
  }

  public List<String> problems() {
    return problems;
  }

  /** The highest step of which something was recorded. */
  public Optional<Long> lastStep() {
    return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.getLast().step());
  }

  /** The verdict over all that was recorded: every step that several writers computed, compared. */
  public ReplayVerdict verdict() {
    ReplayCheck check = new ReplayCheck(Trail.empty());
    for (TrailEntry entry : inOrder) {
      List<TrailEntry> same = at(entry.step(), entry.kind());
      if (!same.getFirst().equals(entry)) {
        check.compare(same.getFirst(), entry);
      }
    }
    return check.verdict();
  }
}
