package dev.keepstep.trainer.report;

import dev.keepstep.core.contract.TrainerEnv;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What a person who looks at the container's output sees. */
public final class Lines {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final PrintStream out;
  private final Transcript transcript;
  private final long steps;
  private final Duration every;
  private long last = System.nanoTime();

  /**
   * @param steps of the whole run
   * @param environment of the process
   */
  public Lines(PrintStream out, long steps, Map<String, String> environment) {
    this.out = out;
    this.transcript = new Transcript(Clock.systemUTC());
    this.steps = steps;
    this.every = "true".equals(environment.get(TrainerEnv.STEP_LINES)) ? Duration.ZERO : EVERY;
  }

  /** One thing that happened. */
  public void say(String line) {
    out.println(line);
    transcript.add(line);
  }

  /** What was printed so far. */
  public Transcript transcript() {
    return transcript;
  }

  /** Where the training is: now and then, and at the last step. */
  public void step(long step, double loss, double millis, OptionalLong checkpoint) {
    long now = System.nanoTime();
    if (now - last < every.toNanos() && step != steps) {
      return;
    }
    last = now;
    say(
        String.format(
            Locale.ROOT,
            "step %d/%d  loss %.4f  %.0f ms/step  checkpoint %s",
            step,
            steps,
            loss,
            millis,
            checkpoint.isPresent() ? Long.toString(checkpoint.getAsLong()) : "none"));
  }
}
