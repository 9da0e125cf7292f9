package dev.keepstep.core.decide;

import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt as observed.
 *
 * @param number from 1
 * @param on where it was asked for
 * @param zone the zone of its node, once it has one
 * @param standby placed before its predecessor stopped, and not handed over yet
 * @param state how far it is
 * @param notice what announces its end, if anything
 * @param stopping why Keepstep has asked it to stop, if it has
 */
public record Attempt(
    int number,
    Placement on,
    Optional<String> zone,
    boolean standby,
    State state,
    Optional<Notice> notice,
    Optional<StopCause> stopping) {

  /** How far an attempt is. */
  public sealed interface State {
    /** In status, its pods not made (or not seen) yet. */
    record Recorded(Instant at) implements State {}

    /**
     * Its pod has no node.
     *
     * @param since when the pod was first seen so
     * @param held by a scheduling gate or a quota: says nothing about capacity
     */
    record Asking(Instant since, boolean held) implements State {}

    /** Its pod has a node; the container starts or restores. */
    record Starting(Instant boundAt) implements State {}

    /** A standby that is warm and waits. */
    record Ready(Instant boundAt) implements State {}

    /** It trains. */
    record Training(Instant boundAt) implements State {}

    /** It has ended. */
    record Ended(Instant at, EndedAttempt how) implements State {}
  }

  /**
   * A sign that the node will go.
   *
   * @param sign the taint's key or the condition's reason
   * @param seenAt when the observer first saw it
   * @param advisory only a hint (a rebalance recommendation): prefer elsewhere, do not run
   */
  public record Notice(String sign, Instant seenAt, boolean advisory) {}

  /** An attempt that is only recorded. */
  public static Attempt recorded(int number, Placement on, boolean standby, Instant at) {
    return new Attempt(
        number,
        on,
        Optional.empty(),
        standby,
        new State.Recorded(at),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether it has not ended. */
  public boolean live() {
    return !(state instanceof State.Ended);
  }

  /** When it got its node; empty before that and after its end. */
  public Optional<Instant> boundAt() {
    return switch (state) {
      case State.Starting s -> Optional.of(s.boundAt());
      case State.Ready s -> Optional.of(s.boundAt());
      case State.Training s -> Optional.of(s.boundAt());
      case State.Recorded _, State.Asking _, State.Ended _ -> Optional.empty();
    };
  }

  public Attempt withState(State next) {
    return new Attempt(number, on, zone, standby, next, notice, stopping);
  }

  public Attempt withZone(String name) {
    return new Attempt(number, on, Optional.of(name), standby, state, notice, stopping);
  }

  public Attempt withNotice(Notice sign) {
    return new Attempt(number, on, zone, standby, state, Optional.of(sign), stopping);
  }

  public Attempt withStop(StopCause why) {
    return new Attempt(number, on, zone, standby, state, notice, Optional.of(why));
  }

  /** As the run's current attempt, handed over. */
  public Attempt handedOver() {
    return new Attempt(number, on, zone, false, state, notice, stopping);
  }
}
