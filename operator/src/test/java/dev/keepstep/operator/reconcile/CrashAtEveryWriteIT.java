package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.always;
import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.logs.ApiTrouble;
import dev.keepstep.localcluster.logs.MayLog;
import dev.keepstep.operator.faults.Call;
import dev.keepstep.operator.faults.Fault;
import dev.keepstep.operator.reconcile.Scenario.Play;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator dies before and after each of its writes, at every write of every scenario, and its
 * successor knows nothing: what is left behind in the end is what an undisturbed operator leaves.
 *
 * <p>By default one write in {@value #STRIDE} is taken, beginning with another one in each
 * scenario; {@code -Dkeepstep.crash.stride=1} takes them all.
 */
@ApiTrouble
@MayLog(
    value = "ExecutorServiceManager - Interrupted",
    since = "an operator dies as it starts",
    traced = true)
class CrashAtEveryWriteIT {
  private static final int STRIDE = 8;
  private static final int AT_ONCE = 4;

  private enum When {
    BEFORE,
    AFTER
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void whatIsLeftIsWhatAnUndisturbedOperatorLeaves(Scenario scenario) throws Exception {
    Undisturbed good = Undisturbed.of(scenario);
    int stride = Integer.getInteger("keepstep.crash.stride", STRIDE);
    List<String> points = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> runs = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int point = scenario.ordinal() % stride;
          point < 2 * good.writes().size();
          point += stride) {
        int write = point / 2;
        When when = When.values()[point % 2];
        runs.add(pool.submit(() -> crash(scenario, good, write, when, points)));
      }
    }
    for (Future<?> run : runs) {
      run.get();
    }
    System.out.printf(
        "%s: %d writes, %d of %d crash points%n",
        scenario, good.writes().size(), points.size(), runs.size());
    assertThat(points).isNotEmpty();
  }

  private static void crash(
      Scenario scenario, Undisturbed good, int write, When when, List<String> points) {
    AtomicInteger seen = new AtomicInteger();
    AtomicReference<Call> victim = new AtomicReference<>();
    Fault.Choice choice =
        call -> {
          if (!call.write() || seen.getAndIncrement() != write) {
            return Fault.NONE;
          }
          victim.set(call);
          return when == When.BEFORE ? new Fault.CrashBefore() : new Fault.CrashAfter();
        };
    String point = "%s, %s write %d".formatted(scenario, when, write);
    try (Play play = new Play();
        Outcome.Recorder recorder = new Outcome.Recorder(play.stage);
        Lives lives = new Lives(play.stage, play.clock, choice)) {
      lives.begin();
      try {
        scenario.play(play);
        eventually(
            () -> assertThat(recorder.now()).as("%s: %s", point, victim).isEqualTo(good.outcome()));
        always(Undisturbed.SETTLED, () -> assertThat(recorder.now()).isEqualTo(good.outcome()));
        assertThat(recorder.leaked()).isEmpty();
      } catch (RuntimeException | Error e) {
        throw new AssertionError(point + ": " + victim + ": " + e.getMessage(), e);
      }
      // a run may need a write less than the undisturbed one did: no point, and not counted
      if (lives.deaths() == 1) {
        points.add(point);
      }
    }
  }
}
