package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A training from its application to its end, as its status told it.
 *
 * @param name the job's name
 * @param prefix where in the bucket its run lies
 * @param steps how many it did
 * @param attempts on which nodes, in order
 * @param interruptions in order
 * @param fingerprint of the final parameters and updater state, 64 hex digits
 * @param metrics by name, as text
 * @param replayed what condition Reproducible says; empty if it said nothing
 * @param cost what the ledger says; empty if nothing had a price
 * @param applied when it was applied, by this machine's clock
 * @param took from then to its end
 */
public record RunRecord(
    String name,
    String prefix,
    long steps,
    List<AttemptSpan> attempts,
    List<Interruption> interruptions,
    String fingerprint,
    SortedMap<String, String> metrics,
    String replayed,
    Optional<CostStatus> cost,
    Instant applied,
    Duration took) {

  /**
   * One attempt's time on a node.
   *
   * @param number from 1
   * @param capacity {@code spot} or {@code on-demand}
   * @param zone its node's; {@code -} if it has none
   * @param node its node
   * @param from when it was first seen there
   * @param until when it was seen to have ended
   */
  public record AttemptSpan(
      int number, String capacity, String zone, String node, Instant from, Instant until) {}

  public RunRecord {
    attempts = List.copyOf(attempts);
    interruptions = List.copyOf(interruptions);
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  public static SortedMap<String, String> sorted(Map<String, String> metrics) {
    return new TreeMap<>(metrics);
  }
}
