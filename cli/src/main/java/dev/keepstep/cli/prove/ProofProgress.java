package dev.keepstep.cli.prove;

import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Words;
import java.time.Duration;

/** The bar: attempts that have ended, of all that the proof takes. */
final class ProofProgress implements KilledRun.Listener {
  private static final int WIDTH = 24;

  private final LiveLine live;
  private final int attempts;
  private final long began = System.nanoTime();
  private int ended;

  ProofProgress(LiveLine live, int attempts) {
    this.live = live;
    this.attempts = attempts;
  }

  @Override
  public synchronized void attemptEnded() {
    ended++;
    double share = Math.min(1.0, (double) ended / attempts);
    Duration left =
        Duration.ofNanos(
            (long) ((System.nanoTime() - began) * (1 - share) / Math.max(share, 1e-9)));
    live.show(
        "  %s %3.0f %%  attempt %d of %d, about %s left"
            .formatted(Words.bar(share, WIDTH), share * 100, ended, attempts, Words.duration(left)),
        share);
  }

  /** Tells one configuration's result. */
  synchronized void done(Proved proved) {
    live.say(line(proved));
  }

  /** One configuration's result on one line. */
  static String line(Proved proved) {
    return "  %-20s %s, %s: %s, control %s  %s"
        .formatted(
            proved.configuration().name(),
            Words.count(proved.kills().size(), "kill"),
            Words.count(proved.recomputed(), "step") + " trained again",
            Words.count(proved.differingBits(), "differing bit"),
            proved.controlText(),
            Words.duration(proved.took()));
  }
}
