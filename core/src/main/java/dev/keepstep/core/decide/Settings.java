package dev.keepstep.core.decide;

import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.decide.restart.Backoff;
import java.time.Duration;

/**
 * What the cluster's owner sets for all jobs.
 *
 * @param backoff waits between attempts
 * @param afterRefusal how long a zone that did not answer is left alone
 * @param afterLoss how long a zone that took an instance back is left alone
 * @param heartbeatFresh a heartbeat no older than this is one
 * @param changeover expected time from one attempt's last step to the next one's first
 * @param noticeTime how long after a notice was seen an attempt may wait for its successor to be
 *     warm before it is told to save and end; much less than what the provider leaves
 * @param policy where a run with a deadline is placed
 */
public record Settings(
    Backoff backoff,
    Duration afterRefusal,
    Duration afterLoss,
    Duration heartbeatFresh,
    Duration changeover,
    Duration noticeTime,
    PlacementPolicy policy) {

  public static final Settings DEFAULT =
      new Settings(
          Backoff.DEFAULT,
          Duration.ofMinutes(15),
          Duration.ofMinutes(5),
          Duration.ofSeconds(90),
          Duration.ofMinutes(5),
          Duration.ofSeconds(27),
          Policies.all().getFirst());

  /** The same where a notice leaves more or less time. */
  public Settings withNoticeTime(Duration time) {
    return new Settings(backoff, afterRefusal, afterLoss, heartbeatFresh, changeover, time, policy);
  }

  /** The same with other waits. */
  public Settings withWaits(Duration refusal, Duration loss, Duration change) {
    return new Settings(backoff, refusal, loss, heartbeatFresh, change, noticeTime, policy);
  }

  /** The same with another policy. */
  public Settings withPolicy(PlacementPolicy other) {
    return new Settings(
        backoff, afterRefusal, afterLoss, heartbeatFresh, changeover, noticeTime, other);
  }
}
