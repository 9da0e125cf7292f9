package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.always;
import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.logs.ApiTrouble;
import dev.keepstep.localcluster.logs.MayLog;
import dev.keepstep.operator.reconcile.Scenario.Play;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random faults on every kind of request, with fixed seeds: what is left behind in the end is what
 * an undisturbed operator leaves. {@code -Dkeepstep.faults.seeds=1-200} plays all that docs/results
 * names, {@code -Dkeepstep.faults.seeds=37} one.
 */
@ApiTrouble
@MayLog(
    value = "ExecutorServiceManager - Interrupted",
    since = "an operator dies as it starts",
    traced = true)
@MayLog(
    value = "listSyncAndWatch failed for .*, will stop",
    since = "its first list is cut off",
    traced = true)
@MayLog(
    value = "InformerWrapper - Informer startup error",
    since = "its first list is cut off",
    traced = true)
@MayLog(
    value = "listSyncAndWatch failed for .*, will retry",
    since = "a list fails, and the client does not try it again by itself",
    traced = true)
class FaultSchedulesIT {
  /** Some have two operators at once, and half of them no retries. */
  private static final String SEEDS = "1-24";

  private static final int AT_ONCE = 4;

  @Test
  void whatIsLeftIsWhatAnUndisturbedOperatorLeaves() throws Exception {
    List<String> failed = new ArrayList<>();
    List<Future<Schedule>> runs = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      Stream.of(System.getProperty("keepstep.faults.seeds", SEEDS).split(",", -1))
          .flatMapToLong(FaultSchedulesIT::seeds)
          .forEach(seed -> runs.add(pool.submit(() -> play(new Schedule(seed)))));
    }
    int calls = 0;
    int faults = 0;
    int crashes = 0;
    for (Future<Schedule> run : runs) {
      try {
        Schedule schedule = run.get();
        calls += schedule.calls();
        faults += schedule.faults();
        crashes += schedule.crashes();
      } catch (ExecutionException e) {
        failed.add(String.valueOf(e.getCause().getMessage()));
      }
    }
    System.out.printf(
        "%d of %d schedules; %d of %d requests went wrong, %d crashes%n",
        runs.size() - failed.size(), runs.size(), faults, calls, crashes);
    assertThat(failed).isEmpty();
  }

  /** {@code 7}, or {@code 1-18}. */
  private static LongStream seeds(String text) {
    String[] range = text.split("-", -1);
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  private static Schedule play(Schedule schedule) {
    Outcome good = Undisturbed.of(schedule.scenario()).outcome();
    try (Play play = new Play();
        Outcome.Recorder recorder = new Outcome.Recorder(play.stage);
        Lives lives = new Lives(play.stage, play.clock, schedule).withRetries(schedule.retries())) {
      for (int operator = 0; operator < schedule.operators(); operator++) {
        lives.begin();
      }
      schedule.scenario().play(play);
      eventually(() -> assertThat(recorder.now()).isEqualTo(good));
      always(Undisturbed.SETTLED, () -> assertThat(recorder.now()).isEqualTo(good));
      assertThat(recorder.leaked()).isEmpty();
      return schedule;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(schedule + ": " + e.getMessage(), e);
    }
  }
}
