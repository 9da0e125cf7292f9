package dev.keepstep.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.InterruptionCause;
import dev.keepstep.core.decide.restart.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/**
 * The decider in a closed loop, as the operator drives it, with requests that must be asked, nodes
 * that go without notice, checkpoints every ten minutes and on-demand that is always to be had.
 */
class DeadlineLoopTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final List<String> ZONES = List.of("a", "b", "c");
  private static final Duration CHANGEOVER = Duration.ofMinutes(5);
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int STEPS = 12 * 360; // 12 h at 10 s a step
  private static final int STEP = 10;

  @Property(tries = 60)
  void no_deadline_is_missed_that_on_demand_could_meet(
      @ForAll long seed, @ForAll @LongRange(min = 103, max = 200) long ratio) {
    World world = new World(seed, Duration.ofHours(12).multipliedBy(ratio).dividedBy(100));
    world.run();

    assertThat(world.now).isBeforeOrEqualTo(world.deadline);
    // at most: in, out, an ask and its end each quarter of an hour, and what spot itself took
    double hours = Duration.between(START, world.now).toMinutes() / 60.0;
    assertThat(world.moves).isLessThanOrEqualTo((int) (8 * hours) + 2 * world.losses + 8);
  }

  @Test
  void spot_is_used_as_long_as_there_is_time() {
    int spot = 0;
    for (int seed = 0; seed < 20; seed++) {
      World world = new World(seed, Duration.ofHours(24));
      world.run();
      spot += world.spotSteps;
    }
    assertThat(spot / (double) STEPS / 20).isGreaterThan(0.9);
  }

  /** A cluster of three zones whose spot comes and goes; time passes in steps of ten seconds. */
  private static final class World {
    final Decider decider = new Decider(Settings.DEFAULT);
    final SplittableRandom chance;
    final Instant deadline;
    final JobPlan plan;
    final Map<String, Boolean> up = new HashMap<>();
    final List<Attempt> attempts = new ArrayList<>();
    ZoneMemory zones = ZoneMemory.NONE;
    Instant now = START;
    double step;
    long checkpoint;
    Instant savedAt = START;
    int moves;
    int losses;
    int number;
    int spotSteps;

    World(long seed, Duration within) {
      chance = new SplittableRandom(seed);
      deadline = START.plus(within);
      plan = JobPlan.builder(STEPS).zones(ZONES).deadline(Optional.of(deadline)).build();
      ZONES.forEach(z -> up.put(z, chance.nextBoolean()));
    }

    void run() {
      while (checkpoint < STEPS) {
        for (int turn = 0; turn < 8 && act(); turn++) {
          // one decision leads to the next
        }
        pass();
        assertThat(now).as("runs for ever").isBefore(deadline.plus(Duration.ofDays(1)));
      }
    }

    Snapshot snapshot() {
      return new Snapshot(
          now,
          plan,
          Optional.of(START),
          attempts,
          number,
          dev.keepstep.core.decide.restart.Tally.NONE,
          new Progress(
              (long) step,
              checkpoint,
              Optional.of(Duration.ofSeconds(STEP)),
              Optional.empty(),
              Optional.empty()),
          zones,
          Optional.empty(),
          Outlook.NONE.withStepTime(Duration.ofSeconds(STEP)).withChangeover(CHANGEOVER));
    }

    /** Decides and does it; whether there may be more to do now. */
    boolean act() {
      Snapshot s = snapshot();
      Decision decision = decider.decide(s);
      assertThat(decider.decide(s.with(attempts.reversed()))).isEqualTo(decision);
      switch (decision) {
        case Decision.RecordAttempt r -> {
          number = r.number();
          moves++;
          attempts.add(Attempt.recorded(number, r.on(), r.standby(), now));
        }
        case Decision.Place p ->
            replace(p.number(), a -> a.withState(new State.Asking(now, false)));
        case Decision.Stop stop -> stop(stop);
        case Decision.Handover h -> replace(h.number(), Attempt::handedOver);
        case Decision.Wait _, Decision.Fail _, Decision.Complete _ -> {
          return false;
        }
      }
      return true;
    }

    private void stop(Decision.Stop stop) {
      Attempt a = attempts.stream().filter(x -> x.number() == stop.number()).findFirst().get();
      if (a.state() instanceof State.Training) {
        checkpoint = Math.max(checkpoint, (long) step);
        savedAt = now;
      }
      if (stop.why() == StopCause.NOT_PROVISIONED) {
        List<String> asked = ZONES.stream().filter(z -> !a.on().excluded().contains(z)).toList();
        zones = zones.refused(asked, now);
      } else if (a.zone().isPresent() && a.on().capacity() == Capacity.SPOT) {
        zones = zones.released(a.zone().get(), held(a));
      }
      end(a, InterruptionCause.MOVED);
    }

    private void end(Attempt a, InterruptionCause cause) {
      EndedAttempt how =
          new EndedAttempt(
              a.number(),
              new EndOfAttempt.Interruption(cause, "test", Optional.empty()),
              0,
              (long) step,
              0,
              checkpoint);
      replace(a.number(), x -> x.withState(new State.Ended(now, how)));
      step = checkpoint;
      attempts.removeIf(x -> !x.live() && x.number() < number);
    }

    private Duration held(Attempt a) {
      return a.boundAt().map(b -> Duration.between(b, now)).orElse(Duration.ZERO);
    }

    private void replace(int n, java.util.function.UnaryOperator<Attempt> change) {
      attempts.replaceAll(a -> a.number() == n ? change.apply(a) : a);
    }

    /** Ten seconds: spot goes and comes, nodes come, trainers start and train and save. */
    private void pass() {
      now = now.plusSeconds(STEP);
      for (String zone : ZONES) {
        if (chance.nextInt(up.get(zone) ? 700 : 400) == 0) {
          up.put(zone, !up.get(zone));
        }
      }
      for (Attempt a : List.copyOf(attempts)) {
        boolean spot = a.on().capacity() == Capacity.SPOT;
        switch (a.state()) {
          case State.Asking _ -> {
            Optional<String> zone =
                spot
                    ? ZONES.stream()
                        .filter(z -> up.get(z) && !a.on().excluded().contains(z))
                        .findFirst()
                    : Optional.of("a");
            if (zone.isPresent()) {
              replace(a.number(), x -> x.withZone(zone.get()).withState(new State.Starting(now)));
              zones = spot ? zones.granted(zone.get(), now) : zones;
            }
          }
          case State.Starting s when lost(a) -> lose(a);
          case State.Starting s -> {
            if (Duration.between(s.boundAt(), now).compareTo(CHANGEOVER.minusSeconds(30)) >= 0) {
              replace(
                  a.number(),
                  x ->
                      x.withState(
                          a.standby()
                              ? new State.Ready(s.boundAt())
                              : new State.Training(s.boundAt())));
              savedAt = a.standby() ? savedAt : now;
            }
          }
          case State.Ready r when lost(a) -> lose(a);
          case State.Ready r when !a.standby() -> {
            replace(a.number(), x -> x.withState(new State.Training(r.boundAt())));
            savedAt = now;
          }
          case State.Training _ when lost(a) -> lose(a);
          case State.Training _ -> {
            step = Math.min(STEPS, step + 1);
            spotSteps += spot ? 1 : 0;
            if (step >= STEPS || !savedAt.plus(INTERVAL).isAfter(now)) {
              checkpoint = (long) step;
              savedAt = now;
            }
          }
          default -> {}
        }
      }
    }

    private boolean lost(Attempt a) {
      return a.on().capacity() == Capacity.SPOT && !up.get(a.zone().orElseThrow());
    }

    private void lose(Attempt a) {
      losses++;
      zones = zones.lost(a.zone().orElseThrow(), now, held(a));
      end(a, InterruptionCause.NODE_LOST);
    }
  }
}
