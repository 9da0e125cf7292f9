package dev.keepstep.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndOfAttempt.FailureKind;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.InterruptionCause;
import dev.keepstep.core.decide.restart.Limits;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  private static final Placement SPOT = new Placement(Capacity.SPOT, List.of(), List.of());
  private static final Placement ON_DEMAND =
      new Placement(Capacity.ON_DEMAND, List.of(), List.of());
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private final Decider decider = new Decider(Settings.DEFAULT);
  private final Snapshot fresh = Snapshot.fresh(T0, JobPlan.builder(600).build());

  @Test
  void recordsBeforeItPlaces() {
    assertThat(decider.decide(fresh))
        .isEqualTo(
            new Decision.RecordAttempt(
                1, SPOT, false, new Reason(Reason.Code.FIRST_ATTEMPT, "spot: spot is preferred")));

    Snapshot recorded = fresh.with(List.of(Attempt.recorded(1, SPOT, false, T0)));

    assertThat(decider.decide(recorded))
        .isInstanceOfSatisfying(
            Decision.Place.class, place -> assertThat(place.number()).isEqualTo(1));
  }

  @Test
  void spotThatDoesNotComeMeansOnDemand() {
    Snapshot asking = fresh.with(List.of(attempt(1, SPOT, new State.Asking(T0, false))));
    assertThat(decider.decide(asking.at(T0.plus(TIMEOUT).minusSeconds(1))))
        .isInstanceOfSatisfying(
            Decision.Wait.class, w -> assertThat(w.until()).contains(T0.plus(TIMEOUT)));

    Snapshot late = asking.at(T0.plus(TIMEOUT));
    assertThat(decider.decide(late))
        .isEqualTo(
            new Decision.Stop(
                1,
                StopCause.NOT_PROVISIONED,
                new Reason(Reason.Code.SPOT_REFUSED, "no spot node within 10 m")));

    Snapshot refused =
        late.with(ZoneMemory.NONE.refused(List.of(ZoneMemory.ANY), late.now()))
            .with(List.of(ended(1, SPOT, late.now(), planned(InterruptionCause.NOT_PROVISIONED))));
    assertThat(decider.decide(refused))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.on()).isEqualTo(ON_DEMAND);
              assertThat(r.standby()).isFalse();
              assertThat(r.reason().code()).isEqualTo(Reason.Code.SPOT_REFUSED);
              assertThat(r.reason().message()).contains("10 m", "any zone", "15 m");
            });
  }

  @Test
  void aQuotaIsNoAnswerAboutSpot() {
    Snapshot held = fresh.with(List.of(attempt(1, SPOT, new State.Asking(T0, true))));

    assertThat(decider.decide(held.at(T0.plus(Duration.ofHours(5)))))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> assertThat(w.reason().code()).isEqualTo(Reason.Code.HELD_BY_QUOTA));
  }

  @Test
  void spotOnlyWaitsForEver() {
    JobPlan plan = JobPlan.builder(600).policy(CapacityPolicy.SpotOnly).build();
    Snapshot asking = fresh.with(plan).with(List.of(attempt(1, SPOT, new State.Asking(T0, false))));

    assertThat(decider.decide(asking.at(T0.plus(Duration.ofDays(3)))))
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void aZoneThatTookANodeBackIsAvoidedForAWhile() {
    JobPlan plan = JobPlan.builder(600).zones(List.of("a", "b")).build();
    Snapshot lost =
        fresh
            .with(plan)
            .with(ZoneMemory.NONE.lost("a", T0, Duration.ofHours(1)))
            .with(List.of(ended(1, SPOT, T0, taken())));

    assertThat(decider.decide(lost))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.on())
                  .isEqualTo(new Placement(Capacity.SPOT, List.of("b"), List.of("a")));
              assertThat(r.number()).isEqualTo(2);
              assertThat(r.reason().code()).isEqualTo(Reason.Code.INTERRUPTED);
            });
    assertThat(decider.decide(lost.at(T0.plus(Duration.ofMinutes(6)))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class, r -> assertThat(r.on().excluded()).isEmpty());
  }

  @Test
  void returnsToSpotWithAStandbyThatIsReadyFirst() {
    Instant later = T0.plus(Duration.ofMinutes(20));
    Attempt current = attempt(2, ON_DEMAND, new State.Training(T0)).withZone("a");
    Snapshot onDemand =
        fresh.with(ZoneMemory.NONE.refused(List.of(ZoneMemory.ANY), T0)).with(List.of(current));
    assertThat(decider.decide(onDemand.at(T0.plusSeconds(60))))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> assertThat(w.until()).contains(T0.plus(Duration.ofMinutes(15))));

    Decision record = decider.decide(onDemand.at(later));
    assertThat(record)
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.standby()).isTrue();
              assertThat(r.on().capacity()).isEqualTo(Capacity.SPOT);
              assertThat(r.reason().code()).isEqualTo(Reason.Code.RETURN_TO_SPOT);
            });

    Attempt warming = standby(3, new State.Starting(later));
    assertThat(decider.decide(onDemand.at(later).with(List.of(current, warming))))
        .isInstanceOf(Decision.Wait.class);

    Attempt warm = standby(3, new State.Ready(later));
    assertThat(decider.decide(onDemand.at(later).with(List.of(current, warm))))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> {
              assertThat(stop.number()).isEqualTo(2);
              assertThat(stop.why()).isEqualTo(StopCause.MOVED);
            });

    Attempt stopped = ended(2, ON_DEMAND, later, planned(InterruptionCause.MOVED));
    assertThat(decider.decide(onDemand.at(later).with(List.of(stopped, warm))))
        .isInstanceOfSatisfying(Decision.Handover.class, h -> assertThat(h.number()).isEqualTo(3));
  }

  @Test
  void aStandbyThatGetsNoNodeIsDropped() {
    Attempt current = attempt(2, ON_DEMAND, new State.Training(T0));
    Snapshot s = fresh.with(List.of(current, standby(3, new State.Asking(T0, false))));

    assertThat(decider.decide(s.at(T0.plus(TIMEOUT))))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> assertThat(stop.why()).isEqualTo(StopCause.NOT_PROVISIONED));
  }

  @Test
  void aNoticeBringsASuccessorFirst() {
    Attempt.Notice notice = new Attempt.Notice("spot-itn", T0.minusSeconds(4), false);
    Attempt current = attempt(1, SPOT, new State.Training(T0.minusSeconds(600))).withNotice(notice);

    assertThat(decider.decide(fresh.with(List.of(current))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.standby()).isTrue();
              assertThat(r.reason().message())
                  .isEqualTo("spot-itn on attempt 1's node, seen 4 s ago; next spot");
            });
  }

  @Test
  void aNoticeIsNotWaitedOutForASuccessorThatIsNotWarm() {
    Attempt.Notice notice = new Attempt.Notice("spot-itn", T0, false);
    Attempt current = attempt(1, SPOT, new State.Training(T0.minusSeconds(600))).withNotice(notice);
    Snapshot s = fresh.with(List.of(current, standby(2, new State.Starting(T0.plusSeconds(3)))));

    assertThat(decider.decide(s.at(T0.plusSeconds(5))))
        .isInstanceOfSatisfying(
            Decision.Wait.class, w -> assertThat(w.until()).contains(T0.plusSeconds(27)));
    assertThat(decider.decide(s.at(T0.plusSeconds(27))))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> {
              assertThat(stop.number()).isEqualTo(1);
              assertThat(stop.why()).isEqualTo(StopCause.NOTICE);
            });
  }

  @Test
  void aNoticeStopsAtOnceWhereNoSuccessorMayBePlaced() {
    JobPlan plan = JobPlan.builder(600).standbys(false).build();
    Attempt.Notice notice = new Attempt.Notice("spot-itn", T0, false);
    Attempt current = attempt(1, SPOT, new State.Training(T0.minusSeconds(600))).withNotice(notice);

    assertThat(decider.decide(fresh.with(plan).with(List.of(current))))
        .isInstanceOfSatisfying(
            Decision.Stop.class, s -> assertThat(s.why()).isEqualTo(StopCause.NOTICE));
  }

  @Test
  void anAdvisoryNoticeAloneMovesNothing() {
    Attempt.Notice notice = new Attempt.Notice("rebalance-recommendation", T0, true);
    Attempt current = attempt(1, SPOT, new State.Training(T0)).withNotice(notice);

    assertThat(decider.decide(fresh.with(List.of(current)))).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void rotatesBeforeMaxLifetime() {
    JobPlan plan = JobPlan.builder(600).maxLifetime(Optional.of(Duration.ofHours(48))).build();
    Attempt current = attempt(1, SPOT, new State.Training(T0));
    Snapshot s = fresh.with(plan).with(List.of(current));

    assertThat(decider.decide(s.at(T0.plus(Duration.ofHours(47)))))
        .isInstanceOf(Decision.Wait.class);
    assertThat(decider.decide(s.at(T0.plus(Duration.ofHours(48)).minus(Duration.ofMinutes(15)))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> assertThat(r.reason().code()).isEqualTo(Reason.Code.ROTATION));
    assertThat(decider.decide(s.at(T0.plus(Duration.ofHours(48)))))
        .isInstanceOfSatisfying(
            Decision.Stop.class, r -> assertThat(r.why()).isEqualTo(StopCause.ROTATED));
  }

  @Test
  void withoutStandbysItBreaksFirst() {
    JobPlan plan =
        JobPlan.builder(600).standbys(false).maxLifetime(Optional.of(Duration.ofHours(48))).build();
    Snapshot s = fresh.with(plan).with(List.of(attempt(1, SPOT, new State.Training(T0))));

    assertThat(decider.decide(s.at(T0.plus(Duration.ofHours(47).plusMinutes(50)))))
        .isInstanceOf(Decision.Wait.class);
    assertThat(decider.decide(s.at(T0.plus(Duration.ofHours(48)))))
        .isInstanceOf(Decision.Stop.class);
  }

  @Test
  void suspendStopsAndThenWaits() {
    JobPlan plan = JobPlan.builder(600).suspend(true).build();
    Snapshot running = fresh.with(plan).with(List.of(attempt(1, SPOT, new State.Training(T0))));

    assertThat(decider.decide(running))
        .isInstanceOfSatisfying(
            Decision.Stop.class, s -> assertThat(s.why()).isEqualTo(StopCause.SUSPENDED));
    Snapshot stopped =
        running.with(List.of(ended(1, SPOT, T0, planned(InterruptionCause.SUSPENDED))));
    assertThat(decider.decide(stopped))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> {
              assertThat(w.reason().code()).isEqualTo(Reason.Code.SUSPENDED);
              assertThat(w.until()).isEmpty();
            });
    assertThat(decider.decide(stopped.with(JobPlan.builder(600).build())))
        .isInstanceOf(Decision.RecordAttempt.class);
  }

  @Test
  void aSpentBudgetStopsAndMoreMoneyGoesOn() {
    JobPlan plan = JobPlan.builder(600).budget(Optional.of(Money.of("40.00", "USD"))).build();
    Snapshot running =
        fresh
            .with(plan)
            .with(List.of(attempt(1, SPOT, new State.Training(T0))))
            .withSpent(Money.of("40.01", "USD"));

    assertThat(decider.decide(running))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            s -> {
              assertThat(s.why()).isEqualTo(StopCause.BUDGET_SPENT);
              assertThat(s.reason().message())
                  .startsWith("40.01 USD spent, spec.budget allows 40.00 USD");
            });
    assertThat(decider.decide(running.withSpent(Money.of("39.99", "USD"))))
        .isInstanceOf(Decision.Wait.class);
    assertThat(decider.decide(running.withSpent(Money.of("50", "EUR"))))
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void anUnmovingStepUnderHeartbeatsIsHungAndSilenceIsNot() {
    JobPlan plan = JobPlan.builder(600).hangTimeout(Optional.of(Duration.ofMinutes(15))).build();
    Instant now = T0.plus(Duration.ofMinutes(20));
    Snapshot s = fresh.with(plan).with(List.of(attempt(1, SPOT, new State.Training(T0)))).at(now);
    Progress beating =
        new Progress(
            7,
            0,
            Optional.empty(),
            Optional.of(T0.plusSeconds(10)),
            Optional.of(now.minusSeconds(20)));
    Progress silent =
        new Progress(
            7,
            0,
            Optional.empty(),
            Optional.of(T0.plusSeconds(10)),
            Optional.of(T0.plusSeconds(40)));

    assertThat(decider.decide(s.with(beating)))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> {
              assertThat(stop.why()).isEqualTo(StopCause.HUNG);
              assertThat(stop.reason().message()).startsWith("step 7 has not moved for 19 m");
            });
    assertThat(decider.decide(s.with(silent))).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void failuresWaitLongerAndThenEnd() {
    JobPlan plan = JobPlan.builder(600).limits(Limits.of(2, 100, 5)).build();
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(ended(1, SPOT, T0, failure()));
    assertThat(decider.decide(fresh.with(plan).with(attempts)))
        .isInstanceOf(Decision.RecordAttempt.class);

    attempts.add(ended(2, SPOT, T0, failure()));
    assertThat(decider.decide(fresh.with(plan).with(attempts)))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> {
              assertThat(w.until()).contains(T0.plusSeconds(10));
              assertThat(w.reason().code()).isEqualTo(Reason.Code.BACK_OFF);
            });
    assertThat(decider.decide(fresh.with(plan).with(attempts).at(T0.plusSeconds(10))))
        .isInstanceOf(Decision.RecordAttempt.class);

    attempts.add(ended(3, SPOT, T0, failure()));
    assertThat(decider.decide(fresh.with(plan).with(attempts)))
        .isInstanceOfSatisfying(
            Decision.Fail.class,
            f -> assertThat(f.reason().code()).isEqualTo(Reason.Code.TOO_MANY_FAILURES));
  }

  @Test
  void badConfigurationIsNeverRetried() {
    EndOfAttempt bad = new EndOfAttempt.Failed(ExitCode.BAD_CONFIGURATION, Optional.of("NoData"));

    assertThat(decider.decide(fresh.with(List.of(ended(1, SPOT, T0, bad)))))
        .isInstanceOfSatisfying(
            Decision.Fail.class,
            f -> assertThat(f.reason().message()).contains("exit 64", "[NoData]"));
  }

  @Test
  void completionStopsTheStandbyFirst() {
    Attempt done = ended(1, SPOT, T0, new EndOfAttempt.Completed());
    Attempt standby = standby(2, new State.Ready(T0));

    assertThat(decider.decide(fresh.with(List.of(done, standby))))
        .isInstanceOfSatisfying(Decision.Stop.class, s -> assertThat(s.number()).isEqualTo(2));
    assertThat(decider.decide(fresh.with(List.of(done)))).isInstanceOf(Decision.Complete.class);
  }

  @Test
  void theOrderOfAttemptsDoesNotMatter() {
    Attempt one = ended(1, SPOT, T0, taken());
    Attempt two = attempt(2, ON_DEMAND, new State.Training(T0));
    Attempt three = standby(3, new State.Ready(T0));

    assertThat(decider.decide(fresh.with(List.of(three, one, two))))
        .isEqualTo(decider.decide(fresh.with(List.of(one, two, three))));
  }

  private static Attempt attempt(int number, Placement on, State state) {
    return Attempt.recorded(number, on, false, T0).withState(state);
  }

  private static Attempt standby(int number, State state) {
    return Attempt.recorded(number, SPOT, true, T0).withState(state);
  }

  private static Attempt ended(int number, Placement on, Instant at, EndOfAttempt end) {
    return attempt(
        number, on, new State.Ended(at, new EndedAttempt(number, end, 0, 10L * number, 0, 0)));
  }

  private static EndOfAttempt planned(InterruptionCause cause) {
    return new EndOfAttempt.Interruption(cause, "stopped by Keepstep", Optional.of(true));
  }

  private static EndOfAttempt taken() {
    return new EndOfAttempt.Interruption(
        InterruptionCause.NODE_LOST, "Node object gone", Optional.empty());
  }

  private static EndOfAttempt failure() {
    return new EndOfAttempt.Failure(FailureKind.EXIT, OptionalInt.of(70), Optional.empty());
  }
}
