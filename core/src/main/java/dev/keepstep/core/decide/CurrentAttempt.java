package dev.keepstep.core.decide;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Something lives: leave it, wait for it, or stop it because it goes nowhere. */
final class CurrentAttempt {
  private final Settings settings;
  private final Chooser chooser;
  private final Succession succession;

  CurrentAttempt(Settings settings, Chooser chooser, Succession succession) {
    this.settings = settings;
    this.chooser = chooser;
    this.succession = succession;
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

  /** It lives and nothing is wrong. */
  Optional<Decision> going(Snapshot s) {
    return s.current().map(a -> new Decision.Wait(nextLook(s, a), goingReason(s, a)));
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
            asked, hang, rotate, probe, succession.saveBy(s, a), deadline, Endings.budgetEnds(s))
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
