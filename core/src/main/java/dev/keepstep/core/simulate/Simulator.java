package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.Decider;
import dev.keepstep.core.decide.Settings;
import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.SafetyNet;
import dev.keepstep.core.decide.capacity.Situation;

/**
 * Replays one run of a job on a pool of traces under a policy.
 *
 * <p>At each step's boundary: a held spot instance whose zone is down is taken back; the policy
 * chooses; the safety net may overrule it; the change is made; the step runs. Billing is by the
 * second while an instance is held, and ends with the work.
 */
public final class Simulator {
  private final TracePool pool;
  private final Scenario scenario;
  private final boolean timeline;

  /**
   * @param timeline whether to keep what was held when, with the reasons
   */
  public Simulator(TracePool pool, Scenario scenario, boolean timeline) {
    this.pool = pool;
    this.scenario = scenario;
    this.timeline = timeline;
  }

  /**
   * Runs the job.
   *
   * @param offset the step of the trace at which it starts
   * @throws TraceException if the trace ends before the job does
   */
  public RunResult run(PlacementPolicy policy, int offset) {
    checkOffset(offset);
    double gap = pool.gapSeconds();
    Eyes eyes = scenario.asking() ? new Asking(pool, scenario) : new Seeing(pool, scenario, offset);
    Instance run = new Instance(pool, scenario, timeline);
    for (int k = 0; ; k++) {
      int at = offset + k;
      if (at >= pool.steps()) {
        throw new TraceException(
            "the trace ends %d steps after offset %d and before the job; start it earlier"
                .formatted(k, offset));
      }
      int lost = run.boundary(at);
      if (lost >= 0) {
        eyes.lost(lost);
      }
      eyes.look(at, run.held());
      Situation situation = run.situation(k * gap, eyes.sights(at));
      Choice wished = eyes.answer(policy.choose(situation), situation, policy);
      Choice choice = SafetyNet.check(situation, wished, policy.savesEarly());
      if (choice.place() >= 0 && !pool.zones().get(choice.place()).up(at)) {
        throw new IllegalStateException(
            "%s chose %s, which is not up"
                .formatted(policy.name(), situation.zones().get(choice.place()).zone()));
      }
      run.change(choice, situation);
      if (run.step(at, k * gap)) {
        return run.result(eyes.requests());
      }
    }
  }

  /**
   * Runs the job as the operator would: the whole {@link Decider} is asked, with attempts, standbys
   * and checkpoints, and capacity is known only by asking. Without a finite deadline no policy is
   * asked. Instances overlap while a standby warms up, so their hours may add up to more than the
   * run's.
   *
   * @throws TraceException if the trace ends before the job does
   */
  public RunResult runAsOperator(PlacementPolicy policy, int offset) {
    return runAsOperator(Settings.DEFAULT.withPolicy(policy), offset);
  }

  /** The same under an operator with other settings. */
  public RunResult runAsOperator(Settings settings, int offset) {
    checkOffset(offset);
    return new OperatorRun(pool, scenario, new Decider(settings), offset, timeline).run();
  }

  private void checkOffset(int offset) {
    if (offset < 0 || offset >= pool.steps()) {
      throw new TraceException(
          "offset %d is not a step of the trace, which has %d".formatted(offset, pool.steps()));
    }
  }
}
