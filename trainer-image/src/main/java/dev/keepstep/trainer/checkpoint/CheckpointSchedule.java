package dev.keepstep.trainer.checkpoint;

import dev.keepstep.core.decide.interval.CheckpointInterval;
import java.time.Duration;
import java.util.Optional;

/**
 * When the next checkpoint is due. Times are readings of one monotonic clock, given by the caller.
 *
 * <p>Nothing that is drawn or computed depends on it: another interval gives the same bits.
 */
public final class CheckpointSchedule {
  /** Until the first save has been measured, which tells what one costs. */
  public static final Duration FIRST = Duration.ofSeconds(5);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
  private static final Duration LEAST_STALL = Duration.ofNanos(1000);

  private final Optional<Duration> given;
  private final Duration betweenInterruptions;
  private Duration interval;
  private Duration last;
  private Duration retry = FIRST_RETRY;

  /**
   * @param given the interval that the job asks for; empty: found from what a save costs
   * @param betweenInterruptions mean time between interruptions
   * @param now when training begins
   */
  public CheckpointSchedule(Optional<Duration> given, Duration betweenInterruptions, Duration now) {
    this.given = given;
    this.betweenInterruptions = betweenInterruptions;
    this.interval = given.orElse(FIRST);
    this.last = now;
  }

  public boolean due(Duration now) {
    return now.minus(last).compareTo(interval) >= 0;
  }

  /** A save was begun. */
  public void begun(Duration now) {
    last = now;
  }

  /**
   * A save was committed.
   *
   * @param stall what training lost, in slower steps too
   * @param persist what the rest took on another thread
   */
  public void committed(Duration stall, Duration persist) {
    retry = FIRST_RETRY;
    Duration cost = stall.compareTo(LEAST_STALL) < 0 ? LEAST_STALL : stall;
    interval =
        given.orElseGet(() -> CheckpointInterval.automatic(cost, betweenInterruptions, persist));
  }

  /** A save came to nothing: the next is tried sooner than the interval says, then less soon. */
  public void failed(Duration now) {
    last = now;
    Duration longest = given.orElse(Duration.ofMinutes(5));
    interval = retry.compareTo(longest) < 0 ? retry : longest;
    retry = retry.multipliedBy(2);
  }

  /** The interval in force. */
  public Duration interval() {
    return interval;
  }
}
