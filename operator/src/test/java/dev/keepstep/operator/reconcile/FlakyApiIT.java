package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.logs.ApiTrouble;
import dev.keepstep.operator.faults.Call;
import dev.keepstep.operator.faults.Fault;
import dev.keepstep.operator.reconcile.Scenario.Play;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An API server that often cannot be asked: what cannot be seen has not failed. */
@ApiTrouble
class FlakyApiIT {
  private static final int HEARTBEATS = 60;
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);
  private static final List<Fault> TROUBLES =
      List.of(
          new Fault.Answer(429), new Fault.Answer(500), new Fault.Reset(), new Fault.AnswerLost());

  @Test
  void a_third_of_all_requests_fails_for_sixty_heartbeats_and_nothing_is_relaunched() {
    AtomicBoolean flaky = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    Fault.Choice third =
        call -> {
          int number = calls.getAndIncrement();
          if (!flaky.get() || number % 3 != 0) {
            return Fault.NONE;
          }
          failed.incrementAndGet();
          return trouble(call, number / 3);
        };
    try (Play play = new Play();
        Outcome.Recorder recorder = new Outcome.Recorder(play.stage);
        Lives lives = new Lives(play.stage, play.clock, third)) {
      lives.begin();
      // Given
      Pod pod = play.training();
      Outcome before = recorder.now();

      // When
      flaky.set(true);
      for (int beat = 1; beat <= HEARTBEATS; beat++) {
        play.clock.advance(HEARTBEAT);
        play.stage.train(pod, 0, 40 + beat / 2, 30);
        long step = 40 + beat / 2;
        if (beat % 10 == 0) { // it is looked at all along, however often that fails
          eventually(() -> assertThat(play.stage.status("job").progress().step()).isEqualTo(step));
        }
      }
      flaky.set(false);
      play.stage.train(pod, 0, 99, 90);

      // Then
      play.trains(1, 99);
      Outcome after = recorder.now();
      assertThat(after.created()).isEqualTo(before.created());
      assertThat(after.ended()).isEmpty();
      assertThat(play.stage.status("job").interruptions().count()).isZero();
      System.out.printf(
          "%d heartbeats, %d of %d requests failed: 0 relaunches%n",
          HEARTBEATS, failed.get(), calls.get());
      assertThat(failed).hasPositiveValue();

      // and it still sees a loss
      play.stage.deleteNode(play.spotA);
      play.second();
    }
  }

  private static Fault trouble(Call call, int number) {
    Fault fault = TROUBLES.get(number % TROUBLES.size());
    return call.watch() && fault instanceof Fault.AnswerLost ? new Fault.Cut(1) : fault;
  }

  /** Nobody but the operator tries again: its client's retries are off. */
  @Test
  void what_is_refused_once_is_written_and_asked_again() {
    Scenario scenario = Scenario.LOSS;
    Outcome good = Undisturbed.of(scenario).outcome();
    Set<String> refused = ConcurrentHashMap.newKeySet();
    Fault.Choice first =
        call ->
            (call.write() || call.object().startsWith("nodes/")) && refused.add(call.toString())
                ? new Fault.Answer(503)
                : Fault.NONE;
    try (Play play = new Play();
        Outcome.Recorder recorder = new Outcome.Recorder(play.stage);
        Lives lives = new Lives(play.stage, play.clock, first).withRetries(false)) {
      lives.begin();
      scenario.play(play);
      eventually(() -> assertThat(recorder.now()).isEqualTo(good));
      Stage.always(Undisturbed.SETTLED, () -> assertThat(recorder.now()).isEqualTo(good));
      assertThat(recorder.leaked()).isEmpty();
      assertThat(refused)
          .contains("create pods", "update trainingjobs/job/status", "get nodes/" + play.spotA);
    }
  }

  @Test
  void two_operators_at_once_do_what_one_does() {
    for (Scenario scenario : Scenario.values()) {
      Outcome good = Undisturbed.of(scenario).outcome();
      try (Play play = new Play();
          Outcome.Recorder recorder = new Outcome.Recorder(play.stage);
          Lives lives = new Lives(play.stage, play.clock, _ -> Fault.NONE)) {
        lives.begin();
        lives.begin();
        scenario.play(play);
        eventually(() -> assertThat(recorder.now()).as("%s", scenario).isEqualTo(good));
        Stage.always(
            Undisturbed.SETTLED,
            () -> assertThat(recorder.now()).as("%s", scenario).isEqualTo(good));
        assertThat(recorder.leaked()).isEmpty();
      }
    }
  }
}
