package dev.keepstep.cli.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a run's time went, from its first attempt's start to its last trace, as its files tell it:
 * all four add up to {@link #total}.
 *
 * @param training steps that count: each step once
 * @param again steps that were done before and lost
 * @param between no attempt had a number: a loss was not seen yet, or a node was waited for, or a
 *     program started. An attempt's traces are written every few seconds, so this is too long by as
 *     much as its last trace came before its end
 * @param rest of the attempts' time: restoring, saving at the end, evaluating, and whatever a
 *     step's own time does not hold
 */
public record TimeSpent(Duration training, Duration again, Duration between, Duration rest) {
  public Duration total() {
    return training.plus(again).plus(between).plus(rest);
  }

  /**
   * Reckons it.
   *
   * @param steps of the whole run; a long run's curve has every n-th step only
   * @param points lines that a curve has at most, about
   */
  public static TimeSpent of(RunFiles files, long steps, long points) {
    if (files.writers().isEmpty()) {
      return new TimeSpent(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
    double every = Math.max(1, steps / points);
    double training = sum(files.curves().whole()) * every;
    double all = 0;
    for (Map.Entry<Integer, List<Curves.Point>> own : files.curves().byWriter().entrySet()) {
      all += sum(own.getValue()) * every;
    }
    Duration between = Duration.ZERO;
    Duration total = Duration.ZERO;
    Instant from = files.writers().getFirst().claimed();
    Instant until = from;
    for (WriterSeen writer : files.writers()) {
      if (writer.claimed().isAfter(until)) {
        between = between.plus(Duration.between(until, writer.claimed()));
      }
      Instant last = writer.claimed().plus(writer.seen());
      until = last.isAfter(until) ? last : until;
      total = Duration.between(from, until);
    }
    // step times and the store's whole seconds are two clocks: neither share may exceed the whole
    Duration attempts = total.minus(between);
    Duration useful = least(millis(training), attempts);
    Duration again = least(millis(Math.max(0, all - training)), attempts.minus(useful));
    return new TimeSpent(useful, again, between, attempts.minus(useful).minus(again));
  }

  private static double sum(List<Curves.Point> points) {
    return points.stream().flatMapToDouble(point -> point.millis().stream()).sum();
  }

  private static Duration millis(double millis) {
    return Duration.ofMillis(Math.round(millis));
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
