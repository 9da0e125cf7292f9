package dev.keepstep.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.Limits;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state that a run can come to within {@value #DEPTH} moves of the cluster, the cloud, the
 * trainer and the user, with everything that the operator does in between: what must never be is in
 * none of them, and from each of them the run comes to its end once nothing goes wrong any more.
 *
 * <p>That no attempt resumes past a checkpoint that does not verify is not the decider's doing: the
 * trainer restores, and {@code CheckpointReaderTest} and {@code CrashAtEveryPutTest} hold that.
 */
class ModelCheckTest {
  private static final int DEPTH = 9;
  private static final int MOST_DECISIONS = 12;
  private static final int MOST_ROUNDS = 300;

  private final Decider decider = new Decider(Settings.DEFAULT);

  static List<JobPlan> plans() {
    JobPlan.Builder rotating = JobPlan.builder(30).maxLifetime(Optional.of(Duration.ofMinutes(30)));
    Limits borne = new Limits(OptionalInt.of(2), OptionalInt.empty(), OptionalInt.empty());
    return List.of(
        JobPlan.builder(30).build(),
        JobPlan.builder(30).policy(CapacityPolicy.SpotOnly).build(),
        JobPlan.builder(30).policy(CapacityPolicy.OnDemandOnly).build(),
        JobPlan.builder(30).standbys(false).build(),
        rotating.build(),
        JobPlan.builder(30).limits(borne).hangTimeout(Optional.of(Duration.ofMinutes(15))).build());
  }

  /** A state without its clock: only how long ago things were matters. */
  private static String key(Snapshot s) {
    StringBuilder key = new StringBuilder();
    for (Attempt a : s.attempts()) {
      key.append(s.lastNumber() - a.number())
          .append(a.standby())
          .append(a.on())
          .append(a.stopping())
          .append(a.notice().map(n -> Duration.between(n.seenAt(), s.now())))
          .append(a.state().getClass().getSimpleName());
      switch (a.state()) {
        case State.Recorded r -> key.append(Duration.between(r.at(), s.now()));
        case State.Asking asking ->
            key.append(asking.held()).append(Duration.between(asking.since(), s.now()));
        case State.Ended e -> key.append(e.how().end()).append(Duration.between(e.at(), s.now()));
        case State.Starting _, State.Ready _, State.Training _ ->
            key.append(a.boundAt().map(b -> Duration.between(b, s.now())));
      }
    }
    return key.append(s.lastNumber() == 0)
        .append(s.plan().suspend())
        .append(s.folded())
        .append(s.progress().checkpointStep())
        .append(s.progress().movedAt().map(m -> Duration.between(m, s.now())))
        .toString();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void whatMustNeverBeIsNowhere(JobPlan plan) {
    Map<String, Snapshot> seen = new HashMap<>();
    Queue<Map.Entry<Snapshot, Integer>> open = new ArrayDeque<>();
    open.add(Map.entry(Snapshot.fresh(World.T0, plan), 0));
    while (!open.isEmpty()) {
      Map.Entry<Snapshot, Integer> next = open.remove();
      Snapshot settled = operated(next.getKey());
      if (seen.putIfAbsent(key(settled), settled) != null) {
        continue;
      }
      comesToItsEnd(settled);
      if (next.getValue() < DEPTH) {
        World.happenings(settled)
            .values()
            .forEach(happened -> open.add(Map.entry(happened, next.getValue() + 1)));
      }
    }
    System.out.printf("%d states within %d moves: %s%n", seen.size(), DEPTH, plan);
    assertThat(seen).hasSizeGreaterThan(100);
  }

  /** The operator does what it decides until there is nothing to do. */
  private Snapshot operated(Snapshot from) {
    Snapshot s = from;
    for (int turn = 0; turn < MOST_DECISIONS; turn++) {
      Decision decision = decider.decide(s);
      holds(s, decision);
      if (decision instanceof Decision.Wait
          || decision instanceof Decision.Fail
          || decision instanceof Decision.Complete) {
        return s;
      }
      s = World.done(s, decision);
    }
    throw new AssertionError("it decides on and on: " + s);
  }

  /** The invariants. */
  private void holds(Snapshot s, Decision decision) {
    List<Attempt> live = s.live();
    assertThat(live.stream().filter(a -> !a.standby()).count())
        .as("one attempt has the run: %s", s)
        .isLessThanOrEqualTo(1);
    assertThat(live.size()).as("no more than a pair: %s", s).isLessThanOrEqualTo(2);
    assertThat(decider.decide(s.with(s.attempts().reversed())))
        .as("blind to order, the same again")
        .isEqualTo(decision);
    switch (decision) {
      case Decision.RecordAttempt r -> {
        assertThat(r.number()).isEqualTo(s.lastNumber() + 1);
        assertThat(s.plan().suspend()).as("nothing is begun while suspended").isFalse();
        assertThat(live.size())
            .as("a standby beside one, else none: %s", s)
            .isEqualTo(r.standby() ? 1 : 0);
        assertThat(r.standby() && !s.plan().standbys()).isFalse();
        if (s.plan().policy() == CapacityPolicy.SpotOnly) {
          assertThat(r.on().capacity()).isEqualTo(Capacity.SPOT);
        }
        if (s.plan().policy() == CapacityPolicy.OnDemandOnly) {
          assertThat(r.on().capacity()).isEqualTo(Capacity.ON_DEMAND);
        }
      }
      case Decision.Place p ->
          assertThat(live)
              .anyMatch(a -> a.number() == p.number() && a.state() instanceof State.Recorded);
      case Decision.Stop stop ->
          assertThat(live).anyMatch(a -> a.number() == stop.number() && a.stopping().isEmpty());
      case Decision.Handover h -> {
        assertThat(s.current()).as("the run's place is free: %s", s).isEmpty();
        assertThat(s.standby().map(Attempt::number)).contains(h.number());
      }
      case Decision.Fail _ -> {
        assertThat(live).isEmpty();
        boolean refused = s.ended().stream().anyMatch(e -> e.end() instanceof EndOfAttempt.Failed);
        assertThat(refused || s.plan().limits().exceeded(s.tally()).isPresent())
            .as("nothing fails by interruptions alone: %s", s)
            .isTrue();
        assertThat(refused || s.tally().failures() > 0).isTrue();
      }
      case Decision.Complete _ -> {
        assertThat(live).isEmpty();
        assertThat(s.ended()).anyMatch(e -> e.end() instanceof EndOfAttempt.Completed);
      }
      case Decision.Wait _ -> {}
    }
  }

  /** Nothing goes wrong any more, the user wants it to run, and what is asked for comes. */
  private void comesToItsEnd(Snapshot from) {
    Snapshot s = from;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      s = operated(s);
      Decision decision = decider.decide(s);
      if (decision instanceof Decision.Complete || decision instanceof Decision.Fail) {
        return;
      }
      Map<String, Snapshot> possible = World.happenings(s);
      String good =
          List.of(
                  "released by user",
                  "stopped",
                  "stopped standby",
                  "released",
                  "released standby",
                  "granted",
                  "granted standby",
                  "started",
                  "started standby",
                  "goes on")
              .stream()
              .filter(possible::containsKey)
              .findFirst()
              .orElseGet(() -> s(possible));
      s = possible.get(good);
    }
    throw new AssertionError("no end from " + from + "; it came to " + s);
  }

  private static String s(Map<String, Snapshot> possible) {
    return possible.containsKey("completes") ? "completes" : "time";
  }

  @ParameterizedTest
  @MethodSource("plans")
  void anInterruptionNeverSpendsTheBudgetOfFailures(JobPlan plan) {
    Snapshot s = Snapshot.fresh(World.T0, plan);
    for (int i = 0; i < 50; i++) {
      s = operated(s);
      for (String move : List.of("granted", "started", "lost")) {
        s = operated(World.happenings(s).get(move));
      }
      // the zone that took the node is left alone for a while, on-demand comes instead
      while (s.live().isEmpty()) {
        s = operated(s.at(s.now().plus(World.TICK)));
      }
    }
    assertThat(s.tally().failures()).isZero();
    assertThat(s.tally().interruptions()).isEqualTo(50);
    assertThat(s.attempts())
        .noneMatch(a -> a.stopping().filter(StopCause.HUNG::equals).isPresent());
  }
}
