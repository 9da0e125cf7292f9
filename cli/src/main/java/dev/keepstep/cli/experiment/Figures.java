package dev.keepstep.cli.experiment;

import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.decide.money.CostLedger;
import dev.keepstep.core.simulate.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to, on the cluster or in the simulator; times in hours of the trace.
 *
 * @param cost in the trace's money
 * @param saving 1 - cost / (on-demand price x the undisturbed work)
 * @param finish from the start
 * @param interruptions attempts that were lost
 * @param launches attempts that had a node
 * @param idle nothing was held
 */
record Figures(
    double cost,
    double saving,
    double finish,
    boolean deadlineMet,
    int interruptions,
    int launches,
    double spot,
    double onDemand,
    double idle) {

  /** What the simulator says; its seconds are those of here. */
  static Figures foretold(RunResult run, double baseline, Compression clock) {
    return new Figures(
        run.cost(),
        1 - run.cost() / baseline,
        hours(run.finish(), clock),
        run.deadlineMet(),
        run.interruptions(),
        run.launches(),
        hours(run.spotTime(), clock),
        hours(run.onDemandTime(), clock),
        hours(run.idleTime(), clock));
  }

  /**
   * What the cluster's ledger says.
   *
   * @param entries of all attempts that had a node
   * @param start when the job was first seen
   * @param end when it was complete
   */
  static Figures measured(
      List<AttemptCost> entries,
      int interruptions,
      Instant start,
      Instant end,
      Duration deadline,
      double baseline,
      Compression clock) {
    CostLedger ledger = CostLedger.of(entries);
    double cost = ledger.spot().add(ledger.onDemand()).doubleValue();
    Duration took = Duration.between(start, end);
    return new Figures(
        cost,
        1 - cost / baseline,
        clock.there(took) / 3600,
        took.compareTo(deadline) <= 0,
        interruptions,
        entries.size(),
        clock.there(ledger.spotTime()) / 3600,
        clock.there(ledger.onDemandTime()) / 3600,
        clock.there(idle(entries, start, end)) / 3600);
  }

  /** Where the attempts were, in seconds of the trace from the start. */
  static List<RunResult.Span> held(List<AttemptCost> entries, Instant start, Compression clock) {
    List<RunResult.Span> spans = new ArrayList<>();
    for (AttemptCost e : entries) {
      double from = clock.there(Duration.between(start, e.from()));
      String place = e.capacity().word().equals("spot") ? e.zone() : "on-demand";
      spans.add(
          new RunResult.Span(
              Math.max(0, from),
              from + clock.there(e.nodeTime()),
              place,
              "attempt %d: %d steps kept, %d lost"
                  .formatted(e.attempt(), e.usefulSteps(), e.recomputedSteps())));
    }
    return spans;
  }

  private static Duration idle(List<AttemptCost> entries, Instant start, Instant end) {
    Duration idle = Duration.ZERO;
    Instant until = start;
    for (AttemptCost e :
        entries.stream().sorted(Comparator.comparing(AttemptCost::from)).toList()) {
      if (e.from().isAfter(until)) {
        idle = idle.plus(Duration.between(until, e.from()));
      }
      Instant left = e.from().plus(e.nodeTime());
      until = left.isAfter(until) ? left : until;
    }
    return until.isBefore(end) ? idle.plus(Duration.between(until, end)) : idle;
  }

  private static double hours(double secondsHere, Compression clock) {
    return secondsHere * clock.factor() / 3600;
  }

  /** For programs. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("cost", cost);
    map.put("saving", saving);
    map.put("finishHours", finish);
    map.put("deadlineMet", deadlineMet);
    map.put("interruptions", interruptions);
    map.put("launches", launches);
    map.put("spotHours", spot);
    map.put("onDemandHours", onDemand);
    map.put("idleHours", idle);
    return map;
  }
}
