package dev.keepstep.cli.prove;

import dev.keepstep.cli.prove.Kill.How;
import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * Which attempts are ended how and when: a few runs of a few kills each, the same for the same
 * seed. Pure.
 *
 * @param runs the kills of each run, in the order in which they come; steps never fall
 */
record KillPlan(List<List<Kill>> runs) {
  /** Kills in one run at most. */
  static final int PER_RUN = 5;

  /** The runs' patterns, in turn: whoever asks for few kills still gets various ones. */
  private static final List<List<How>> PATTERNS =
      List.of(
          // a checkpoint is there for certain after SIGTERM, and so there is something to restore
          List.of(How.RANDOM_STEP, How.TERM, How.RESTORE, How.RANDOM_STEP, How.TERM),
          List.of(
              How.CHECKPOINT_PART,
              How.CHECKPOINT_MANIFEST,
              How.CHECKPOINT_ANSWER,
              How.RESTORE,
              How.RANDOM_STEP),
          List.of(How.RANDOM_STEP, How.NEXT_STEP, How.RANDOM_STEP, How.SAME_EPOCH, How.LAST_STEP),
          List.of(
              How.RANDOM_STEP, How.RANDOM_STEP, How.RANDOM_STEP, How.RANDOM_STEP, How.RANDOM_STEP));

  KillPlan {
    runs = runs.stream().map(List::copyOf).toList();
  }

  /**
   * Draws a plan.
   *
   * @param seed of the proof
   * @param name of the configuration: each has kills of its own
   * @param kills how many in all, 0 or more
   * @param steps of the training, at least 10
   * @param epochSteps steps in an epoch, at least 2
   */
  static KillPlan draw(long seed, String name, int kills, long steps, long epochSteps) {
    if (kills < 0 || steps < 2 * PER_RUN || epochSteps < 2) {
      throw new IllegalArgumentException(
          "no plan of %d kills in %d steps, %d an epoch".formatted(kills, steps, epochSteps));
    }
    Stream stream = Stream.of(seed, new Source("prove/" + name));
    List<List<Kill>> runs = new ArrayList<>();
    for (int left = kills; left > 0; left -= PER_RUN) {
      List<How> pattern = PATTERNS.get(runs.size() % PATTERNS.size());
      List<How> wanted = pattern.subList(0, Math.min(left, PER_RUN));
      runs.add(run(stream.at(0, runs.size()), wanted, steps, epochSteps));
    }
    return new KillPlan(runs);
  }

  /**
   * A run of kills at random steps, for those of a plan that did not land.
   *
   * @param round which such run, from 1; each is drawn anew
   */
  static List<Kill> again(long seed, String name, int round, int kills, long steps) {
    Draws draws = Stream.of(seed, new Source("prove/" + name)).at(round, 0);
    List<How> wanted = PATTERNS.getLast().subList(0, Math.min(kills, PER_RUN));
    return run(draws, wanted, steps, 2);
  }

  /** How many kills in all. */
  int kills() {
    return runs.stream().mapToInt(List::size).sum();
  }

  /** One random step in each of as many equal spans as there are kills, or where the kind says. */
  private static List<Kill> run(Draws draws, List<How> wanted, long steps, long epochSteps) {
    List<Kill> kills = new ArrayList<>();
    long last = 0;
    for (int i = 0; i < wanted.size(); i++) {
      How how = wanted.get(i);
      double span = (double) (steps - 1) / wanted.size();
      long drawn = 1 + (long) (span * (i + draws.nextDouble()));
      long step =
          switch (how) {
            case NEXT_STEP -> last + 1;
            case SAME_EPOCH ->
                last + 1 + (long) (draws.nextDouble() * leftInEpoch(last, epochSteps));
            case RESTORE -> last;
            case LAST_STEP -> steps;
            case RANDOM_STEP, TERM, CHECKPOINT_PART, CHECKPOINT_MANIFEST, CHECKPOINT_ANSWER ->
                Math.max(drawn, last);
          };
      if (i + 1 < wanted.size() && wanted.get(i + 1) == How.SAME_EPOCH) {
        step = notLastOfEpoch(step, epochSteps);
      }
      last = Math.min(step, how == How.LAST_STEP ? steps : steps - 1);
      kills.add(new Kill(how, last));
    }
    return kills;
  }

  /** Steps that follow in the epoch of the step that was done last. */
  private static long leftInEpoch(long done, long epochSteps) {
    return epochSteps - 1 - (done - 1) % epochSteps;
  }

  private static long notLastOfEpoch(long step, long epochSteps) {
    return leftInEpoch(step, epochSteps) == 0 ? step - 1 : step;
  }
}
