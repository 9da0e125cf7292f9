package dev.keepstep.core.decide;

import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndOfAttempt.FailureKind;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.InterruptionCause;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A run and all that can happen to it next, for the model check: what the operator does is done to
 * the snapshot as the operator's status would have it, what the cluster, the cloud, the trainer and
 * the user do are the other moves.
 */
final class World {
  static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  static final Duration TICK = Duration.ofMinutes(6);
  private static final long SAVED = 10;

  private World() {}

  /** What the operator makes of a decision: the next snapshot. */
  static Snapshot done(Snapshot s, Decision decision) {
    return switch (decision) {
      case Decision.RecordAttempt r -> recorded(s, r);
      case Decision.Place p ->
          changed(s, p.number(), a -> a.withState(new State.Asking(s.now(), false)));
      case Decision.Stop stop -> changed(s, stop.number(), a -> a.withStop(stop.why()));
      case Decision.Handover h -> changed(folded(s), h.number(), Attempt::handedOver);
      case Decision.Wait _, Decision.Fail _, Decision.Complete _ -> s;
    };
  }

  private static Snapshot recorded(Snapshot s, Decision.RecordAttempt r) {
    Snapshot before = r.standby() ? s : folded(s);
    List<Attempt> all = new ArrayList<>(before.attempts());
    all.add(Attempt.recorded(r.number(), r.on(), r.standby(), s.now()));
    return new Snapshot(
        s.now(),
        s.plan(),
        Optional.of(s.startTime().orElse(s.now())),
        all,
        r.number(),
        before.folded(),
        s.progress(),
        s.zones(),
        s.spent(),
        s.outlook());
  }

  /** Ended attempts are counted and listed no more. */
  private static Snapshot folded(Snapshot s) {
    return new Snapshot(
        s.now(),
        s.plan(),
        s.startTime(),
        s.live(),
        s.lastNumber(),
        s.tally(),
        s.progress(),
        s.zones(),
        s.spent(),
        s.outlook());
  }

  private static Snapshot changed(Snapshot s, int number, UnaryOperator<Attempt> change) {
    return s.with(
        s.attempts().stream().map(a -> a.number() == number ? change.apply(a) : a).toList());
  }

  /** All that can happen next, by name, besides what the operator does. */
  static Map<String, Snapshot> happenings(Snapshot s) {
    Map<String, Snapshot> next = new LinkedHashMap<>();
    for (Attempt a : s.live()) {
      String who = a.standby() ? " standby" : "";
      switch (a.state()) {
        case State.Recorded _ -> {}
        case State.Asking asking -> {
          next.put("granted" + who, set(s, a, new State.Starting(s.now())));
          next.put(
              (asking.held() ? "released" : "held") + who,
              set(s, a, new State.Asking(asking.since(), !asking.held())));
        }
        case State.Starting starting ->
            next.put(
                "started" + who,
                set(
                    s,
                    a,
                    a.standby()
                        ? new State.Ready(starting.boundAt())
                        : new State.Training(starting.boundAt())));
        case State.Ready ready -> {
          if (!a.standby()) {
            next.put("goes on", set(s, a, new State.Training(ready.boundAt())));
          }
        }
        case State.Training _ -> {
          next.put("saves", saved(s));
          next.put("completes", ended(s, a, new EndOfAttempt.Completed()));
        }
        case State.Ended _ -> throw new IllegalStateException("it lives");
      }
      if (a.boundAt().isPresent()) {
        next.put("lost" + who, ended(s, a, interrupted(InterruptionCause.NODE_LOST)));
        if (a.notice().isEmpty()) {
          next.put(
              "noticed" + who,
              changed(
                  s,
                  a.number(),
                  b -> b.withNotice(new Attempt.Notice("karpenter.sh/disrupted", s.now(), false))));
        }
        if (a.stopping().isEmpty()) {
          next.put(
              "fails" + who,
              ended(
                  s,
                  a,
                  new EndOfAttempt.Failure(
                      FailureKind.EXIT, OptionalInt.of(70), Optional.empty())));
          next.put(
              "refuses" + who,
              ended(s, a, new EndOfAttempt.Failed(ExitCode.BAD_CONFIGURATION, Optional.empty())));
        }
      }
      a.stopping().ifPresent(why -> next.put("stopped" + who, ended(s, a, stopped(why))));
    }
    next.put("time", s.at(s.now().plus(TICK)));
    next.put(s.plan().suspend() ? "released by user" : "suspended by user", suspended(s));
    return next;
  }

  private static EndOfAttempt stopped(StopCause why) {
    if (why == StopCause.HUNG) {
      return new EndOfAttempt.Failure(FailureKind.HUNG, OptionalInt.empty(), Optional.empty());
    }
    return interrupted(
        switch (why) {
          case SUSPENDED -> InterruptionCause.SUSPENDED;
          case ROTATED -> InterruptionCause.ROTATED;
          case MOVED -> InterruptionCause.MOVED;
          case NOTICE -> InterruptionCause.RECLAIMED;
          case BUDGET_SPENT -> InterruptionCause.BUDGET_SPENT;
          case NOT_PROVISIONED -> InterruptionCause.NOT_PROVISIONED;
          case STANDBY_DROPPED, HUNG -> InterruptionCause.STANDBY_DROPPED;
        });
  }

  private static EndOfAttempt interrupted(InterruptionCause cause) {
    return new EndOfAttempt.Interruption(cause, "sign", Optional.empty());
  }

  private static Snapshot set(Snapshot s, Attempt a, State state) {
    return changed(s, a.number(), b -> b.withState(state));
  }

  private static Snapshot saved(Snapshot s) {
    long step = Math.min(s.progress().step() + SAVED, s.plan().steps());
    return s.with(
        new Progress(step, step, Optional.empty(), Optional.of(s.now()), Optional.of(s.now())));
  }

  private static Snapshot ended(Snapshot s, Attempt a, EndOfAttempt how) {
    long durable = s.progress().checkpointStep();
    Snapshot after =
        set(
            s,
            a,
            new State.Ended(
                s.now(),
                new EndedAttempt(a.number(), how, durable, s.progress().step(), durable, durable)));
    // a standby that is over is counted at once, as the operator's status does
    return a.standby()
        ? new Snapshot(
            after.now(),
            after.plan(),
            after.startTime(),
            after.attempts().stream().filter(b -> b.number() != a.number()).toList(),
            after.lastNumber(),
            after
                .folded()
                .after(((State.Ended) lookup(after, a).state()).how(), after.plan().limits()),
            after.progress(),
            after.zones(),
            after.spent(),
            after.outlook())
        : after;
  }

  private static Attempt lookup(Snapshot s, Attempt a) {
    return s.attempts().stream().filter(b -> b.number() == a.number()).findFirst().orElseThrow();
  }

  private static Snapshot suspended(Snapshot s) {
    JobPlan p = s.plan();
    return s.with(
        JobPlan.builder(p.steps())
            .policy(p.policy())
            .provisionTimeout(p.provisionTimeout())
            .maxLifetime(p.maxLifetime())
            .limits(p.limits())
            .hangTimeout(p.hangTimeout())
            .standbys(p.standbys())
            .suspend(!p.suspend())
            .build());
  }
}
