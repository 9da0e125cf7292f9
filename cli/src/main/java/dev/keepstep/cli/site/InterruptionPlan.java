package dev.keepstep.cli.site;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * When nodes are taken away: at random steps in the middle of the training, the same ones for the
 * same seed, one in each of as many equal spans as there are interruptions.
 */
public record InterruptionPlan(List<Planned> interruptions) {
  /** How a node goes. */
  public enum Kind {
    /** Warned by a taint, then ended. */
    NOTICE("notice"),
    /** Ended at once. */
    KILL("lost");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * One interruption to be.
   *
   * @param step it comes once this step is reported
   */
  public record Planned(long step, Kind kind) {}

  /** Nothing is taken away. */
  public static final InterruptionPlan NONE = new InterruptionPlan(List.of());

  /** Before and after, the training is left alone: it begins and ends on a node of its choice. */
  private static final double FROM = 0.15;

  private static final double TO = 0.85;
  private static final int FEWEST_STEPS_EACH = 20;
  private static final Source SOURCE = new Source("demo");

  public InterruptionPlan {
    interruptions = List.copyOf(interruptions);
  }

  /**
   * Draws the demo's plan.
   *
   * @param seed the training's
   * @param count how many, 0 or more
   * @param steps of the training
   */
  public static InterruptionPlan draw(long seed, int count, long steps) {
    double span = (TO - FROM) * steps / Math.max(1, count);
    if (count < 0 || span < FEWEST_STEPS_EACH) {
      throw UserError.usage(
          "--interruptions %d is out of range for %d steps".formatted(count, steps),
          "0 to %d, or more --steps".formatted((long) ((TO - FROM) * steps / FEWEST_STEPS_EACH)));
    }
    return draw(Stream.of(seed, SOURCE), 0, count, steps);
  }

  /**
   * Draws a plan: notice and kill in turn.
   *
   * @param stream what it is drawn from
   * @param round each is drawn anew
   * @param count how many, 0 or more
   * @param steps of the training
   */
  public static InterruptionPlan draw(Stream stream, int round, int count, long steps) {
    double span = (TO - FROM) * steps / Math.max(1, count);
    List<Planned> planned = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Draws draws = stream.at(round, i);
      // the last fifth of each span is left out, so that the run has gone on before the next comes
      double at = FROM * steps + span * (i + 0.8 * draws.nextDouble());
      planned.add(new Planned((long) at, i % 2 == 0 ? Kind.NOTICE : Kind.KILL));
    }
    return new InterruptionPlan(planned);
  }
}
