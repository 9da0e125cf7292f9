package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.always;
import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.operator.faults.Call;
import dev.keepstep.operator.faults.Fault;
import dev.keepstep.operator.reconcile.Scenario.Play;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A scenario with an operator that nothing happens to: what all others are measured by.
 *
 * @param writes all that it wrote, in order
 */
record Undisturbed(Outcome outcome, List<Call> writes) {
  /** For so long nothing changes before the end counts as the end. */
  static final Duration SETTLED = Duration.ofMillis(300);

  private static final Map<Scenario, Undisturbed> PLAYED = new ConcurrentHashMap<>();

  static Undisturbed of(Scenario scenario) {
    return PLAYED.computeIfAbsent(scenario, Undisturbed::play);
  }

  private static Undisturbed play(Scenario scenario) {
    List<Call> writes = Collections.synchronizedList(new ArrayList<>());
    Fault.Choice noted =
        call -> {
          if (call.write()) {
            writes.add(call);
          }
          return Fault.NONE;
        };
    try (Play play = new Play();
        Outcome.Recorder recorder = new Outcome.Recorder(play.stage);
        Lives lives = new Lives(play.stage, play.clock, noted)) {
      lives.begin();
      scenario.play(play);
      AtomicReference<Outcome> last = new AtomicReference<>(recorder.now());
      eventually(() -> assertThat(last.getAndSet(recorder.now())).isEqualTo(last.get()));
      always(SETTLED, () -> assertThat(recorder.now()).isEqualTo(last.get()));
      assertThat(recorder.leaked()).isEmpty();
      return new Undisturbed(last.get(), List.copyOf(writes));
    }
  }
}
