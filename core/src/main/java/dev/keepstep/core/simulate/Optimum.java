package dev.keepstep.core.simulate;

import java.util.Arrays;

/**
 * What a schedule that knew the whole trace would cost: whole-step schedules of one instance, by
 * Lagrangian duality. For a price of progress the cheapest schedule is found by dynamic programming
 * over (step, place, step of its changeover); the price is moved by cutting planes until the dual
 * is exact. Checkpoints, lost work and egress are left out, so it stays a bound with them.
 *
 * @param lowerBound no schedule that meets the deadline is cheaper
 * @param feasible the cheapest whole-step schedule that was found; infinite if none was
 */
public record Optimum(double lowerBound, double feasible) {
  private static final int MAX_CUTS = 60;

  /**
   * Solves one start.
   *
   * @throws TraceException if the trace ends before the deadline
   */
  public static Optimum of(TracePool pool, Scenario scenario, int offset) {
    double gap = pool.gapSeconds();
    // a step that the deadline cuts is used up to the deadline
    int steps = (int) Math.ceil(scenario.deadline() / gap - 1e-9);
    if (!Double.isFinite(scenario.deadline()) || offset < 0 || offset + steps > pool.steps()) {
      throw new TraceException(
          "the optimum needs the trace up to the deadline: %d steps from offset %d, the trace has %d"
              .formatted(steps, offset, pool.steps()));
    }
    return new Solver(pool, scenario, offset, steps).solve();
  }

  /** One start's dynamic programme. */
  private static final class Solver {
    private final double work;
    private final double changeover;
    private final double gap;
    private final double lastLength;
    private final int steps;
    private final int places;
    private final int levels;
    private final boolean[][] up;
    private final double[][] price;

    /** Cost and progress of the cheapest schedule for one price of progress. */
    private record Plan(double cost, double progress) {}

    Solver(TracePool pool, Scenario scenario, int offset, int steps) {
      work = scenario.work();
      changeover = scenario.costs().changeover();
      gap = pool.gapSeconds();
      this.steps = steps;
      lastLength = scenario.deadline() - (steps - 1) * gap;
      int zones = pool.zones().size();
      places = zones + 1;
      levels = Math.max(1, (int) Math.ceil(changeover / gap)) + 1;
      up = new boolean[steps][places];
      price = new double[steps][places];
      for (int k = 0; k < steps; k++) {
        for (int z = 0; z < zones; z++) {
          up[k][z] = pool.zones().get(z).up(offset + k);
          price[k][z] = pool.zones().get(z).price(offset + k) / 3600;
        }
        up[k][zones] = true;
        price[k][zones] = pool.onDemandPrice() / 3600;
      }
    }

    Optimum solve() {
      Plan idle = new Plan(0, 0);
      Plan all = plan(1e9); // as much progress as there can be
      if (all.progress < work - 1e-6) {
        return new Optimum(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
      }
      Plan low = idle;
      Plan high = all;
      double feasible = all.cost;
      double bound = 0;
      for (int cut = 0; cut < MAX_CUTS; cut++) {
        double lambda = (high.cost - low.cost) / (high.progress - low.progress);
        Plan next = plan(lambda);
        double dual = next.cost - lambda * next.progress + lambda * work;
        bound = Math.max(bound, dual);
        double chord = high.cost - lambda * (high.progress - work);
        if (next.progress >= work) {
          feasible = Math.min(feasible, next.cost);
        }
        if (dual >= chord - 1e-7 * Math.abs(chord)) {
          break; // the chord is an edge of the hull: no price does better
        }
        if (next.progress >= work) {
          high = next;
        } else {
          low = next;
        }
      }
      return new Optimum(bound, feasible);
    }

    /** The schedule of least cost - lambda * progress. */
    private Plan plan(double lambda) {
      int width = places * levels;
      double[] cost = new double[width];
      double[] progress = new double[width];
      double[] nextCost = new double[width];
      double[] nextProgress = new double[width];
      Arrays.fill(cost, Double.POSITIVE_INFINITY);
      double idleCost = 0;
      double idleProgress = 0;
      for (int k = 0; k < steps; k++) {
        double length = k == steps - 1 ? lastLength : gap;
        // what any place can be left for: the best of all
        double bestCost = idleCost;
        double bestProgress = idleProgress;
        double best = idleCost - lambda * idleProgress;
        for (int i = 0; i < width; i++) {
          double value = cost[i] - lambda * progress[i];
          if (value < best) {
            best = value;
            bestCost = cost[i];
            bestProgress = progress[i];
          }
        }
        Arrays.fill(nextCost, Double.POSITIVE_INFINITY);
        Arrays.fill(nextProgress, 0);
        for (int p = 0; p < places; p++) {
          if (!up[k][p]) {
            continue;
          }
          double paid = price[k][p] * length;
          int base = p * levels;
          // level l: l steps of it have run; the last level is past its changeover
          relax(
              nextCost,
              nextProgress,
              base + Math.min(1, levels - 1),
              lambda,
              bestCost + paid,
              bestProgress + Math.max(0, length - changeover));
          for (int l = 1; l < levels; l++) {
            if (cost[base + l] < Double.POSITIVE_INFINITY) {
              double left = l == levels - 1 ? 0 : Math.max(0, changeover - l * gap);
              relax(
                  nextCost,
                  nextProgress,
                  base + Math.min(l + 1, levels - 1),
                  lambda,
                  cost[base + l] + paid,
                  progress[base + l] + Math.max(0, length - left));
            }
          }
        }
        idleCost = bestCost;
        idleProgress = bestProgress;
        double[] swap = cost;
        cost = nextCost;
        nextCost = swap;
        swap = progress;
        progress = nextProgress;
        nextProgress = swap;
      }
      double bestCost = idleCost;
      double bestProgress = idleProgress;
      for (int i = 0; i < width; i++) {
        if (cost[i] - lambda * progress[i] < bestCost - lambda * bestProgress) {
          bestCost = cost[i];
          bestProgress = progress[i];
        }
      }
      return new Plan(bestCost, bestProgress);
    }

    private static void relax(
        double[] cost, double[] progress, int at, double lambda, double c, double p) {
      if (c - lambda * p < cost[at] - lambda * progress[at]) {
        cost[at] = c;
        progress[at] = p;
      }
    }
  }
}
