package dev.keepstep.cli.experiment;

import dev.keepstep.cli.Words;
import dev.keepstep.cli.site.RunRecord;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All runs of an experiment.
 *
 * @param pool the trace
 * @param offset step of it at which each run started
 * @param undisturbed the run on on-demand that was left alone
 * @param pace its pace
 * @param deadline of the others, time here
 */
record Result(
    TracePool pool,
    int offset,
    Compression clock,
    RunRecord undisturbed,
    Pace pace,
    Duration deadline,
    List<Outcome> outcomes) {

  Result {
    outcomes = List.copyOf(outcomes);
  }

  boolean sameBits() {
    return outcomes.stream().allMatch(o -> o.sameBits(undisturbed));
  }

  boolean inTime() {
    return outcomes.stream().allMatch(o -> o.measured().deadlineMet());
  }

  boolean good() {
    return sameBits() && inTime();
  }

  /** The one sentence that matters. */
  String sentence() {
    List<String> bad = new ArrayList<>();
    outcomes.stream()
        .filter(o -> !o.sameBits(undisturbed))
        .forEach(o -> bad.add(o.policy() + " ended with OTHER BITS"));
    outcomes.stream()
        .filter(o -> !o.measured().deadlineMet())
        .forEach(o -> bad.add(o.policy() + " missed the deadline"));
    int lost = outcomes.stream().mapToInt(o -> o.measured().interruptions()).sum();
    return bad.isEmpty()
        ? "%s on real nodes, %s: all in time, with the bits of the undisturbed run."
            .formatted(
                outcomes.size() == 1 ? "1 policy" : outcomes.size() + " policies",
                Words.count(lost, "interruption"))
        : String.join("; ", bad) + ".";
  }

  /** The table, header first. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Outcome.header());
    outcomes.forEach(o -> rows.addAll(o.rows()));
    return rows;
  }

  /** The setting in words. */
  String setting() {
    return "zones %s from step %d of %d (%.0f s each), a second here is %s of the trace; %s steps of %.0f ms, a changeover of %s, a deadline after %.2f h"
        .formatted(
            String.join(", ", pool.names()),
            offset,
            pool.steps(),
            pool.gapSeconds(),
            Compression.number(clock.factor()) + " s",
            undisturbed.steps(),
            pace.step().toNanos() / 1e6,
            Words.duration(pace.changeover()),
            clock.there(deadline) / 3600);
  }

  /** The content of {@code experiment.json}. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("sentence", sentence());
    map.put("sameBits", sameBits());
    map.put("inTime", inTime());
    map.put("zones", pool.names());
    map.put("offset", offset);
    map.put("compression", clock.factor());
    map.put("currency", pool.zones().getFirst().currency());
    map.put("steps", undisturbed.steps());
    map.put("computeHours", clock.there(pace.work(undisturbed.steps())) / 3600);
    map.put("deadlineHours", clock.there(deadline) / 3600);
    Map<String, @Nullable Object> alone = new LinkedHashMap<>();
    alone.put("fingerprint", undisturbed.fingerprint());
    alone.put("stepMillis", pace.step().toNanos() / 1e6);
    alone.put("changeoverSeconds", pace.changeover().toMillis() / 1000.0);
    alone.put("endSeconds", pace.end().toMillis() / 1000.0);
    map.put("undisturbed", alone);
    map.put("policies", outcomes.stream().map(o -> o.json(undisturbed)).toList());
    return map;
  }
}
