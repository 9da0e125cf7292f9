package dev.keepstep.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.StopCause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deadlines and budgets, rule by rule; {@link DeadlineLoopTest} has them all at once. */
class DeadlineTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10); // 720 steps are 2 h
  private static final Placement SPOT = new Placement(Capacity.SPOT, List.of("a", "b"), List.of());
  private static final Placement ON_DEMAND =
      new Placement(Capacity.ON_DEMAND, List.of("a", "b"), List.of());
  private final Decider decider = new Decider(Settings.DEFAULT);

  private static JobPlan plan(Duration within) {
    return JobPlan.builder(720)
        .zones(List.of("a", "b"))
        .deadline(Optional.of(T0.plus(within)))
        .build();
  }

  private static Snapshot job(Duration within) {
    return Snapshot.fresh(T0, plan(within)).with(Outlook.NONE.withStepTime(STEP));
  }

  private static Attempt attempt(int n, Placement on, boolean standby, State state) {
    return Attempt.recorded(n, on, standby, T0).withState(state);
  }

  @Test
  void spot_first_where_there_is_time() {
    assertThat(decider.decide(job(Duration.ofHours(4))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.on().capacity()).isEqualTo(Capacity.SPOT);
              assertThat(r.reason().message()).contains("prices assumed");
            });
  }

  private static Snapshot priced(List<String> zones) {
    JobPlan plan =
        JobPlan.builder(720)
            .zones(zones)
            .deadline(Optional.of(T0.plus(Duration.ofHours(8))))
            .build();
    Outlook outlook =
        new Outlook(
            Optional.of(STEP),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Map.of(
                "cheap", new Outlook.Prices(1, 4),
                "near", new Outlook.Prices(1.05, 4),
                "dear", new Outlook.Prices(3, 4)),
            Optional.empty(),
            Optional.empty());
    return Snapshot.fresh(T0, plan).with(outlook);
  }

  @Test
  void a_dear_zone_is_kept_from_answering_for_a_cheap_one() {
    assertThat(decider.decide(priced(List.of("dear", "near", "cheap"))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.on().preferred()).containsExactly("cheap", "near");
              assertThat(r.on().excluded()).containsExactly("dear");
            });
  }

  @Test
  void a_move_asks_for_its_one_zone_and_needs_zones_to_be_named() {
    Attempt onDear = attempt(1, SPOT, false, new State.Training(T0)).withZone("dear");
    Snapshot named = priced(List.of("dear", "near", "cheap")).with(List.of(onDear));
    assertThat(decider.decide(named))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.standby()).isTrue();
              assertThat(r.reason().code()).isEqualTo(Reason.Code.BETTER_ZONE);
              assertThat(r.on().preferred()).containsExactly("cheap");
              assertThat(r.on().excluded()).containsExactlyInAnyOrder("dear", "near");
            });

    Snapshot any =
        priced(List.of())
            .with(ZoneMemory.NONE.granted("cheap", T0.minusSeconds(9)))
            .with(List.of(onDear));
    assertThat(decider.decide(any)).isInstanceOf(Decision.Wait.class);
  }

  @Test
  void on_demand_at_once_where_there_is_none() {
    assertThat(decider.decide(job(Duration.ofMinutes(125))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.on()).isEqualTo(ON_DEMAND);
              assertThat(r.reason().message())
                  .isEqualTo("on-demand in a: 2 h 5 m are left and 2 h 6 m are needed");
            });
  }

  @Test
  void an_open_request_is_given_up_in_time() {
    Snapshot asking =
        job(Duration.ofHours(4))
            .with(List.of(attempt(1, SPOT, false, new State.Asking(T0, false))));
    assertThat(decider.decide(asking.at(T0.plusSeconds(300)))).isInstanceOf(Decision.Wait.class);

    Snapshot late =
        job(Duration.ofMinutes(130))
            .with(List.of(attempt(1, SPOT, false, new State.Asking(T0, false))));
    assertThat(decider.decide(late))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> {
              assertThat(stop.why()).isEqualTo(StopCause.NOT_PROVISIONED);
              assertThat(stop.reason().code()).isEqualTo(Reason.Code.DEADLINE);
            });
  }

  @Test
  void spot_that_dries_up_is_waited_for_while_there_is_slack_and_then_bridged() {
    ZoneMemory none = ZoneMemory.NONE.refused(List.of("a", "b"), T0);
    assertThat(decider.decide(job(Duration.ofHours(6)).with(none)))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> {
              assertThat(w.reason().code()).isEqualTo(Reason.Code.WAITING_FOR_SPOT);
              assertThat(w.reason().message()).contains("above the reserve");
              assertThat(w.until()).contains(T0.plusSeconds(60));
            });
    assertThat(decider.decide(job(Duration.ofMinutes(140)).with(none)))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.on()).isEqualTo(ON_DEMAND);
              assertThat(r.reason().code()).isEqualTo(Reason.Code.DEADLINE);
              assertThat(r.reason().message()).contains("below the reserve");
            });
  }

  @Test
  void spot_is_left_with_a_standby_when_its_unsaved_work_no_longer_fits() {
    Snapshot running =
        job(Duration.ofMinutes(140))
            .with(new Progress(200, 100, Optional.of(STEP), Optional.of(T0), Optional.of(T0)))
            .with(List.of(attempt(1, SPOT, false, new State.Training(T0)).withZone("a")));

    assertThat(decider.decide(running.at(T0.plus(Duration.ofMinutes(33)))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.standby()).isTrue();
              assertThat(r.on()).isEqualTo(ON_DEMAND);
              assertThat(r.reason().code()).isEqualTo(Reason.Code.DEADLINE);
            });
  }

  @Test
  void a_return_that_would_not_last_is_not_made() {
    Snapshot running =
        job(Duration.ofMinutes(140))
            .with(new Progress(200, 200, Optional.of(STEP), Optional.of(T0), Optional.of(T0)))
            .with(List.of(attempt(1, ON_DEMAND, false, new State.Training(T0))));

    // 86 min 40 s of work are left, 107 min of time, 15 min 19 s of slack: less than it needs
    assertThat(decider.decide(running.at(T0.plus(Duration.ofMinutes(33)))))
        .isInstanceOf(Decision.Wait.class);
    assertThat(decider.decide(running.at(T0.plus(Duration.ofMinutes(20)))))
        .isInstanceOfSatisfying(
            Decision.RecordAttempt.class,
            r -> {
              assertThat(r.standby()).isTrue();
              assertThat(r.on().capacity()).isEqualTo(Capacity.SPOT);
              assertThat(r.reason().code()).isEqualTo(Reason.Code.RETURN_TO_SPOT);
            });
  }

  @Test
  void a_deadline_that_has_passed_is_not_begun() {
    assertThat(decider.decide(job(Duration.ofMinutes(-1))))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> {
              assertThat(w.reason().code()).isEqualTo(Reason.Code.DEADLINE_PASSED);
              assertThat(w.reason().message()).contains("2026-02-28T23:59:00Z is before now");
            });
  }

  @Test
  void a_budget_without_prices_in_its_currency_is_not_begun() {
    JobPlan plan = JobPlan.builder(720).budget(Optional.of(Money.of("40", "EUR"))).build();
    Snapshot noBook = Snapshot.fresh(T0, plan);
    assertThat(decider.decide(noBook).reason().message()).contains("no price book");

    Snapshot dollars = noBook.with(Outlook.NONE.withMoney("USD", BigDecimal.ONE));
    assertThat(decider.decide(dollars).reason().code())
        .isEqualTo(Reason.Code.BUDGET_WITHOUT_PRICES);
    assertThat(decider.decide(dollars).reason().message()).contains("EUR", "USD");
  }

  @Test
  void the_next_look_is_when_the_budget_will_be_spent() {
    JobPlan plan = JobPlan.builder(720).budget(Optional.of(Money.of("40", "USD"))).build();
    Snapshot running =
        Snapshot.fresh(T0, plan)
            .with(List.of(attempt(1, ON_DEMAND, false, new State.Training(T0))))
            .with(ZoneMemory.NONE.refused(List.of(ZoneMemory.ANY), T0))
            .with(Outlook.NONE.withMoney("USD", new BigDecimal("3600")))
            .withSpent(Money.of("30", "USD"));

    assertThat(decider.decide(running))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            w -> assertThat(w.until()).contains(T0.plusSeconds(10).plusMillis(1)));
    assertThat(decider.decide(running.withSpent(Money.of("40", "USD"))))
        .isInstanceOfSatisfying(
            Decision.Stop.class, s -> assertThat(s.why()).isEqualTo(StopCause.BUDGET_SPENT));
  }

  @Test
  void with_room_for_one_attempt_the_first_ends_before_the_second_begins() {
    Attempt current = attempt(1, ON_DEMAND, false, new State.Training(T0));
    Attempt standby = attempt(2, SPOT, true, new State.Recorded(T0));
    Snapshot s = Snapshot.fresh(T0, JobPlan.builder(720).build()).with(List.of(current, standby));

    assertThat(decider.decide(s)).isInstanceOf(Decision.Place.class);
    assertThat(decider.decide(s.at(T0.plus(Duration.ofMinutes(10)))))
        .isInstanceOfSatisfying(
            Decision.Stop.class,
            stop -> {
              assertThat(stop.number()).isEqualTo(1);
              assertThat(stop.reason().message()).contains("no room for a second attempt");
            });
  }
}
