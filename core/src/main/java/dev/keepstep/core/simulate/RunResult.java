package dev.keepstep.core.simulate;

import java.util.List;

/**
 * How one simulated run went. Times in seconds, money in the traces' currency.
 *
 * @param cost what it was billed
 * @param onDemandCost on-demand's price where it is cheapest, times the work: the baseline
 * @param finish seconds from the start to the end of the work
 * @param deadlineMet finish is no later than the deadline
 * @param interruptions spot instances taken back
 * @param launches instances started
 * @param spotTime spot instances held
 * @param onDemandTime on-demand instances held
 * @param idleTime nothing held
 * @param timeline what was held when; empty unless asked for
 */
public record RunResult(
    double cost,
    double onDemandCost,
    double finish,
    boolean deadlineMet,
    int interruptions,
    int launches,
    double spotTime,
    double onDemandTime,
    double idleTime,
    List<Span> timeline) {

  /** 1 - cost / baseline. */
  public double saving() {
    return 1 - cost / onDemandCost;
  }

  /**
   * A stretch of time on one place.
   *
   * @param from seconds from the start
   * @param to seconds from the start
   * @param place zone's name, {@code on-demand} or {@code idle}
   * @param why the sentence of the choice that began it
   */
  public record Span(double from, double to, String place, String why) {}
}
