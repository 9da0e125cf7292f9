package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Costs;

/**
 * What is simulated, whatever the policy. Times in seconds.
 *
 * @param work compute that the job needs
 * @param deadline from the start
 * @param costs what moving and saving cost
 * @param history how much of the trace before the start a policy has seen
 * @param asking empty sight: capacity is known only by asking, which takes {@code askTimeout}
 * @param askTimeout how long a request stays open without an answer before it counts as refused
 * @param askFee money for each request that is opened
 * @param priceLag how old the prices are that a policy sees; billing knows the new ones
 */
public record Scenario(
    double work,
    double deadline,
    Costs costs,
    double history,
    boolean asking,
    double askTimeout,
    double askFee,
    double priceLag) {

  public Scenario {
    if (!(work > 0) || !Double.isFinite(work)) {
      throw new IllegalArgumentException("compute is " + work + " s; give more than zero");
    }
    if (!(deadline > 0) || Double.isNaN(deadline)) {
      throw new IllegalArgumentException(
          "deadline is " + deadline + " s after the start; give more than zero");
    }
    if (history < 0 || askTimeout < 0 || askFee < 0 || priceLag < 0) {
      throw new IllegalArgumentException(
          "history, ask timeout, ask fee and price lag must be 0 or more");
    }
  }

  /** Everything seen as it happens, nothing known before, launches cost {@code changeover}. */
  public static Scenario ideal(double work, double deadline, double changeover) {
    return new Scenario(work, deadline, Costs.ofChangeover(changeover), 0, false, 0, 0, 0);
  }

  /** With other costs. */
  public Scenario with(Costs other) {
    return new Scenario(work, deadline, other, history, asking, askTimeout, askFee, priceLag);
  }

  /** With so many seconds of trace seen before the start. */
  public Scenario withHistory(double seconds) {
    return new Scenario(work, deadline, costs, seconds, asking, askTimeout, askFee, priceLag);
  }

  /** Where capacity is known only by asking. */
  public Scenario asked(double timeout) {
    return new Scenario(work, deadline, costs, history, true, timeout, askFee, priceLag);
  }

  /** Where each request costs so much money. */
  public Scenario withAskFee(double money) {
    return new Scenario(work, deadline, costs, history, asking, askTimeout, money, priceLag);
  }

  /** Where a policy sees prices so many seconds late. */
  public Scenario withPriceLag(double seconds) {
    return new Scenario(work, deadline, costs, history, asking, askTimeout, askFee, seconds);
  }

  int lagSteps(TracePool pool) {
    return (int) Math.ceil(priceLag / pool.gapSeconds());
  }

  /** Whether on-demand alone, launched at once, would be in time. */
  public boolean feasible() {
    return costs.changeover() + costs.need(work) <= deadline;
  }
}
