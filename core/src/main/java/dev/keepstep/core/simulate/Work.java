package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Costs;

/** How far a run's work is, and how much of it is durable. Seconds. For one run, one thread. */
final class Work {
  /** Without checkpoints that cost something they are still taken: as often as that. */
  private static final double USUAL_INTERVAL = 600;

  private final Costs costs;
  private final double total;
  private double done;
  private double durable;
  private double stall;

  Work(Scenario scenario) {
    costs = scenario.costs();
    total = scenario.work();
  }

  double done() {
    return done;
  }

  double durable() {
    return durable;
  }

  double interval() {
    return costs.checkpointInterval() > 0 ? costs.checkpointInterval() : USUAL_INTERVAL;
  }

  boolean complete() {
    return done >= total - 1e-6;
  }

  /** Until the work is done, a checkpoint is due or its stall is over. */
  double untilEvent() {
    return stall > 0 ? stall : Math.min(total - done, durable + interval() - done);
  }

  /** So much time on an instance that trains; never past {@link #untilEvent}. */
  void advance(double seconds) {
    if (stall > 0) {
      stall -= seconds;
      if (stall <= 1e-9) {
        stall = 0;
        durable = done;
      }
      return;
    }
    done = Math.min(total, done + seconds);
    if (done >= durable + interval() - 1e-6) {
      stall = costs.checkpointWrite();
      if (stall <= 0) {
        durable = done;
      }
    }
  }

  /** The instance went. With a notice that is long enough all but one write's time is saved. */
  void lost() {
    stall = 0;
    done =
        costs.notice() > 0 && costs.savesOnNotice()
            ? Math.max(durable, done - costs.checkpointWrite())
            : durable;
    durable = done;
  }

  /** Told to stop: it saves first; for how long that takes. */
  double stopped() {
    stall = 0;
    double write = done > durable ? costs.checkpointWrite() : 0;
    durable = done;
    return write;
  }
}
