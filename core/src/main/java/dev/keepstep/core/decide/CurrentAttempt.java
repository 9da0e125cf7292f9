package dev.keepstep.core.decide;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something lives: leave it, stop it, or put a successor beside it. A successor is warm before its
 * predecessor stops (make before break), unless the job cannot have two attempts at a time.
 */
final class CurrentAttempt {
  private final Settings settings;
  private final Chooser chooser;

  CurrentAttempt(Settings settings, Chooser chooser) {
    this.settings = settings;
    this.chooser = chooser;
  }

  /** An attempt that is stopping is waited for, unless a standby is there to take over. */
  Optional<Decision> stopping(Snapshot s) {
    return s.live().stream()
        .filter(a -> a.stopping().isPresent())
        .findFirst()
        .map(
            a ->
                new Decision.Wait(
                    Optional.empty(),
                    Reason.of(
                        Reason.Code.STOPPING,
                        "attempt %d is stopping (%s)",
                        a.number(),
                        a.stopping().get())));
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

  Optional<Decision> recorded(Snapshot s) {
    return s.live().stream()
        .filter(a -> a.state() instanceof State.Recorded)
        .findFirst()
        .map(
            a ->
                new Decision.Place(
                    a.number(),
                    a.on(),
                    a.standby(),
                    Reason.of(
                        Reason.Code.RECORDED,
                        "attempt %d is recorded: %s",
                        a.number(),
                        a.on().words())));
  }

  Optional<Decision> hung(Snapshot s) {
    Optional<Attempt> training = s.current().filter(a -> a.state() instanceof State.Training);
    if (training.isEmpty() || s.plan().hangTimeout().isEmpty()) {
      return Optional.empty();
    }
    Instant boundAt = training.get().boundAt().orElseThrow();
    Instant moved = s.progress().movedAt().filter(m -> m.isAfter(boundAt)).orElse(boundAt);
    Optional<Instant> heard = s.progress().heartbeatAt();
    Duration still = Duration.between(moved, s.now());
    boolean beats =
        heard.isPresent()
            && Duration.between(heard.get(), s.now()).compareTo(settings.heartbeatFresh()) <= 0;
    // silence is not failure: without a fresh heartbeat nothing is known
    if (!beats || still.compareTo(s.plan().hangTimeout().get()) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Decision.Stop(
            training.get().number(),
            StopCause.HUNG,
            Reason.of(
                Reason.Code.HUNG,
                "step %d has not moved for %s while heartbeats came; spec.limits.hangTimeout is %s",
                s.progress().step(),
                Words.of(still),
                Words.of(s.plan().hangTimeout().get()))));
  }

  /** Spot has been asked for, and the deadline leaves no time to wait for the answer. */
  Optional<Decision> tooLateToAsk(Snapshot s) {
    return s.current()
        .flatMap(
            a ->
                chooser
                    .insteadOfAsking(s, a)
                    .map(
                        instead ->
                            new Decision.Stop(
                                a.number(), StopCause.NOT_PROVISIONED, instead.reason())));
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

  Optional<Decision> unanswered(Snapshot s) {
    for (Attempt a : s.live()) {
      if (a.state() instanceof State.Asking asking && a.on().capacity() == Capacity.SPOT) {
        Instant until = asking.since().plus(s.plan().provisionTimeout());
        boolean spotOnly =
            s.plan().policy() == CapacityPolicy.SpotOnly && a.on().excluded().isEmpty();
        if (!asking.held() && !until.isAfter(s.now()) && (a.standby() || !spotOnly)) {
          return Optional.of(
              new Decision.Stop(
                  a.number(),
                  StopCause.NOT_PROVISIONED,
                  Reason.of(
                      Reason.Code.SPOT_REFUSED,
                      "no %s node within %s",
                      a.on().words(),
                      Words.of(s.plan().provisionTimeout()))));
        }
      }
    }
    return Optional.empty();
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
  private Optional<Instant> saveBy(Snapshot s, Attempt a) {
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

  /** It lives and nothing is wrong. */
  Optional<Decision> going(Snapshot s) {
    return s.current().map(a -> new Decision.Wait(nextLook(s, a), goingReason(s, a)));
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

  private Optional<Instant> nextLook(Snapshot s, Attempt a) {
    Optional<Instant> asked =
        s.live().stream()
            .filter(l -> l.state() instanceof State.Asking)
            .map(l -> ((State.Asking) l.state()).since().plus(s.plan().provisionTimeout()))
            .filter(t -> t.isAfter(s.now()))
            .min(Instant::compareTo);
    Optional<Instant> hang =
        a.state() instanceof State.Training
            ? s.plan().hangTimeout().map(h -> s.progress().movedAt().orElse(s.now()).plus(h))
            : Optional.empty();
    Optional<Instant> rotate =
        a.boundAt().flatMap(b -> s.plan().maxLifetime().map(m -> dueBefore(s, b.plus(m))));
    Optional<Instant> probe =
        a.on().capacity() == Capacity.ON_DEMAND && s.plan().policy() == CapacityPolicy.SpotPreferred
            ? chooser.spotAgainAt(s)
            : Optional.empty();
    Optional<Instant> deadline =
        UnderDeadline.plans(s)
            ? Optional.of(s.now().plus(UnderDeadline.look(s)))
            : Optional.empty();
    return java.util.stream.Stream.of(
            asked, hang, rotate, probe, saveBy(s, a), deadline, Endings.budgetEnds(s))
        .flatMap(Optional::stream)
        .filter(t -> t.isAfter(s.now()))
        .min(Instant::compareTo);
  }

  private Instant dueBefore(Snapshot s, Instant end) {
    Instant due = end.minus(s.plan().provisionTimeout()).minus(settings.changeover());
    return due.isAfter(s.now()) ? due : end;
  }

  private static Reason goingReason(Snapshot s, Attempt a) {
    return switch (a.state()) {
      case State.Asking asking when asking.held() ->
          Reason.of(
              Reason.Code.HELD_BY_QUOTA,
              "attempt %d is held by a scheduling gate or a quota since %s; that says nothing about %s capacity",
              a.number(),
              Words.of(Duration.between(asking.since(), s.now())),
              a.on().capacity().word());
      case State.Asking asking ->
          Reason.of(
              Reason.Code.ASKING,
              "attempt %d asks for %s since %s, provision timeout %s",
              a.number(),
              a.on().words(),
              Words.of(Duration.between(asking.since(), s.now())),
              Words.of(s.plan().provisionTimeout()));
      case State.Starting starting ->
          Reason.of(
              Reason.Code.STARTING,
              "attempt %d has a node since %s",
              a.number(),
              Words.of(Duration.between(starting.boundAt(), s.now())));
      default ->
          Reason.of(
              Reason.Code.TRAINING,
              "attempt %d trains on %s, step %d of %d",
              a.number(),
              a.on().capacity().word(),
              s.progress().step(),
              s.plan().steps());
    };
  }
}
