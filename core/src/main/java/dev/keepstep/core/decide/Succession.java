package dev.keepstep.core.decide;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An attempt lives and another should follow it: its node goes, it grows too old, or there is a
 * better place. The successor is warm before its predecessor stops (make before break), unless the
 * job cannot have two attempts at a time.
 */
final class Succession {
  private final Settings settings;
  private final Chooser chooser;

  Succession(Settings settings, Chooser chooser) {
    this.settings = settings;
    this.chooser = chooser;
  }

  Optional<Decision> orphanedStandby(Snapshot s) {
    if (s.current().isPresent() || s.standby().isEmpty()) {
      return Optional.empty();
    }
    Attempt standby = s.standby().get();
    return Optional.of(
        new Decision.Handover(
            standby.number(),
            Reason.of(
                Reason.Code.HANDOVER,
                "attempt %d takes over: %s",
                standby.number(),
                s.lastEnded()
                    .map(a -> "attempt " + a.number() + " has ended")
                    .orElse("no other attempt lives"))));
  }

  /**
   * A successor that a quota keeps from being made or placed for the whole provision timeout: there
   * is room for one attempt only, so the first ends before the second begins.
   */
  Optional<Decision> breakFirst(Snapshot s) {
    Optional<Instant> since =
        s.standby()
            .flatMap(
                a ->
                    switch (a.state()) {
                      case State.Recorded r -> Optional.of(r.at());
                      case State.Asking asking when asking.held() -> Optional.of(asking.since());
                      default -> Optional.empty();
                    });
    if (s.current().isEmpty()
        || since.isEmpty()
        || since.get().plus(s.plan().provisionTimeout()).isAfter(s.now())) {
      return Optional.empty();
    }
    return successor(s, s.current().get())
        .map(
            w ->
                new Decision.Stop(
                    s.current().get().number(),
                    w.cause(),
                    Reason.of(
                        w.reason().code(),
                        "no room for a second attempt beside it within %s, so attempt %d ends first: %s",
                        Words.of(s.plan().provisionTimeout()),
                        s.current().get().number(),
                        w.reason().message())));
  }

  /**
   * A notice came, and no successor is warm yet: stopping first costs the changeover, stopping too
   * late would cost the steps since the last checkpoint as well.
   */
  Optional<Decision> noticeRunsOut(Snapshot s) {
    return s.current()
        .filter(a -> a.boundAt().isPresent())
        .flatMap(
            a ->
                saveBy(s, a)
                    .filter(by -> !by.isAfter(s.now()))
                    .map(
                        by ->
                            new Decision.Stop(
                                a.number(),
                                StopCause.NOTICE,
                                Reason.of(
                                    Reason.Code.NOTICE,
                                    "attempt %d saves and ends, though no other is warm yet: its node has a notice",
                                    a.number()))));
  }

  /** When an attempt under notice is told to end at the latest; empty without a notice. */
  Optional<Instant> saveBy(Snapshot s, Attempt a) {
    return a.notice()
        .filter(n -> !n.advisory())
        .map(n -> s.plan().standbys() ? n.seenAt().plus(settings.noticeTime()) : n.seenAt());
  }

  /** A standby that is warm, or not wanted any more. */
  Optional<Decision> standby(Snapshot s) {
    if (s.standby().isEmpty() || s.current().isEmpty()) {
      return Optional.empty();
    }
    Attempt current = s.current().get();
    Attempt standby = s.standby().get();
    if (hasNotice(standby)) {
      return Optional.of(drop(standby, "a notice came for it: " + standby.notice().get().sign()));
    }
    Optional<Successor> wanted = successor(s, current);
    if (wanted.isEmpty()) {
      return Optional.of(drop(standby, "attempt " + current.number() + " may stay where it is"));
    }
    if (standby.on().capacity() != wanted.get().capacity()
        && wanted.get().cause() == StopCause.MOVED) {
      return Optional.of(drop(standby, wanted.get().capacity().word() + " is wanted now"));
    }
    if (standby.state() instanceof State.Ready) {
      return Optional.of(
          new Decision.Stop(current.number(), wanted.get().cause(), wanted.get().reason()));
    }
    return Optional.empty(); // it is coming; the rules below say what to wait for
  }

  Optional<Decision> notice(Snapshot s) {
    return successorFor(s, StopCause.NOTICE);
  }

  Optional<Decision> rotation(Snapshot s) {
    Optional<Attempt> current = s.current();
    if (current.isPresent() && s.plan().maxLifetime().isPresent()) {
      Optional<Instant> end =
          current.get().boundAt().map(b -> b.plus(s.plan().maxLifetime().get()));
      // with a successor or without one, it does not live longer than that
      if (end.isPresent() && !end.get().isAfter(s.now())) {
        return Optional.of(
            new Decision.Stop(
                current.get().number(), StopCause.ROTATED, rotationReason(s, current.get())));
      }
    }
    return successorFor(s, StopCause.ROTATED);
  }

  Optional<Decision> elsewhere(Snapshot s) {
    if (s.current().isPresent() && !s.plan().standbys()) {
      // no second attempt beside the first: only a deadline is worth stopping it for
      return successor(s, s.current().get())
          .filter(w -> w.reason().code() == Reason.Code.DEADLINE)
          .map(w -> new Decision.Stop(s.current().get().number(), w.cause(), w.reason()));
    }
    return successorFor(s, StopCause.MOVED);
  }

  private Optional<Decision> successorFor(Snapshot s, StopCause cause) {
    if (s.current().isEmpty() || s.standby().isPresent() || !s.plan().standbys()) {
      return Optional.empty();
    }
    Attempt current = s.current().get();
    // known without asking where to: that is the dear part
    return causeNow(s, current) != cause
        ? Optional.empty()
        : successor(s, current)
            .map(w -> new Decision.RecordAttempt(s.nextNumber(), w.place(), true, w.reason()));
  }

  /** Why another attempt would follow now, if one should. */
  private StopCause causeNow(Snapshot s, Attempt current) {
    if (hasNotice(current)) {
      return StopCause.NOTICE;
    }
    return rotationDue(s, current) ? StopCause.ROTATED : StopCause.MOVED;
  }

  private static boolean hasNotice(Attempt attempt) {
    return attempt.notice().filter(n -> !n.advisory()).isPresent();
  }

  /** Why another attempt should follow, and where. */
  private record Successor(StopCause cause, Placement place, Reason reason) {
    Capacity capacity() {
      return place.capacity();
    }
  }

  private Optional<Successor> successor(Snapshot s, Attempt current) {
    if (!(current.state() instanceof State.Training)
        && !(current.state() instanceof State.Starting)) {
      return Optional.empty();
    }
    StopCause cause = causeNow(s, current);
    if (!((cause == StopCause.NOTICE ? chooser.wishAfterNotice(s) : chooser.wish(s))
        instanceof Wish.On wish)) {
      return Optional.empty();
    }
    if (cause == StopCause.NOTICE) {
      return Optional.of(
          new Successor(
              StopCause.NOTICE,
              wish.place(),
              Reason.of(
                  Reason.Code.NOTICE,
                  "%s on attempt %d's node, seen %s ago; next %s",
                  current.notice().orElseThrow().sign(),
                  current.number(),
                  Words.of(Duration.between(current.notice().orElseThrow().seenAt(), s.now())),
                  wish.place().words())));
    }
    if (cause == StopCause.ROTATED) {
      return Optional.of(
          new Successor(StopCause.ROTATED, wish.place(), rotationReason(s, current)));
    }
    if (current.on().capacity() == Capacity.ON_DEMAND && wish.place().capacity() == Capacity.SPOT) {
      return Optional.of(
          new Successor(
              StopCause.MOVED,
              wish.place(),
              Reason.of(
                  Reason.Code.RETURN_TO_SPOT,
                  "%s instead of on-demand: %s",
                  wish.place().words(),
                  wish.reason().message())));
    }
    Reason.Code code = wish.reason().code();
    boolean leaves =
        current.on().capacity() == Capacity.SPOT
            && (code == Reason.Code.DEADLINE || code == Reason.Code.BETTER_ZONE);
    return leaves
        ? Optional.of(
            new Successor(StopCause.MOVED, wish.place(), wish.reason().after(wish.place().words())))
        : Optional.empty();
  }

  private boolean rotationDue(Snapshot s, Attempt current) {
    if (s.plan().maxLifetime().isEmpty() || current.boundAt().isEmpty()) {
      return false;
    }
    Duration lead = s.plan().provisionTimeout().plus(settings.changeover());
    Duration half = s.plan().maxLifetime().get().dividedBy(2);
    Instant due =
        current
            .boundAt()
            .get()
            .plus(s.plan().maxLifetime().get())
            .minus(lead.compareTo(half) > 0 ? half : lead);
    return !due.isAfter(s.now());
  }

  private static Reason rotationReason(Snapshot s, Attempt current) {
    return Reason.of(
        Reason.Code.ROTATION,
        "attempt %d is %s old, spec.capacity.maxLifetime is %s",
        current.number(),
        Words.of(Duration.between(current.boundAt().orElse(s.now()), s.now())),
        Words.of(s.plan().maxLifetime().orElse(Duration.ZERO)));
  }

  private static Decision drop(Attempt standby, String why) {
    return new Decision.Stop(
        standby.number(),
        StopCause.STANDBY_DROPPED,
        Reason.of(Reason.Code.STANDBY_NOT_NEEDED, "standby %d dropped: %s", standby.number(), why));
  }
}
