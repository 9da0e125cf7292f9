package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.core.decide.Attempt;
import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.Money;
import dev.keepstep.core.decide.Reason;
import dev.keepstep.core.decide.Snapshot;
import dev.keepstep.core.decide.Words;
import dev.keepstep.core.decide.money.CostLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether deadline and budget are kept, in numbers. Pure. */
final class Promises {
  private Promises() {}

  /** What a condition says. */
  record Said(String value, String reason, String message) {
    static Said of(String value, ConditionReason reason, String message, Object... numbers) {
      return new Said(
          value, reason.word(), numbers.length == 0 ? message : message.formatted(numbers));
    }
  }

  static Said deadline(TrainingJobSpec spec, Snapshot s, Decision decision) {
    if (spec.deadline() == null) {
      return Said.of("False", ConditionReason.NO_DEADLINE, "spec.deadline is not set");
    }
    if (decision.reason().code() == Reason.Code.DEADLINE_PASSED) {
      return new Said("True", decision.reason().code().word(), decision.reason().message());
    }
    if (s.plan().deadline().isEmpty()) {
      return Said.of(
          "False",
          ConditionReason.DEADLINE_HELD,
          "spec.deadline.after does not run while the job is suspended");
    }
    Instant deadline = s.plan().deadline().get();
    Duration left = Duration.between(s.now(), deadline);
    if (decision instanceof Decision.Complete) {
      return left.isNegative()
          ? Said.of("True", ConditionReason.DEADLINE_MISSED, "done %s late", words(left.negated()))
          : Said.of("False", ConditionReason.IN_TIME, "done %s before the deadline", words(left));
    }
    if (left.isNegative()) {
      return Said.of(
          "True",
          ConditionReason.DEADLINE_MISSED,
          "the deadline was %s, with %d of %d steps durable; the job goes on",
          deadline,
          s.progress().checkpointStep(),
          s.plan().steps());
    }
    Optional<Duration> step = s.outlook().stepTime();
    if (step.isEmpty()) {
      return Said.of(
          "Unknown",
          ConditionReason.PACE_UNKNOWN,
          "no step time is known yet: give spec.training.estimatedDuration, or wait until the trainer reports");
    }
    return running(s, left, step.get(), deadline);
  }

  private static Said running(Snapshot s, Duration left, Duration step, Instant deadline) {
    Optional<Attempt> training = s.current().filter(a -> a.state() instanceof State.Training);
    long done = training.isPresent() ? s.progress().step() : s.progress().checkpointStep();
    Duration work = step.multipliedBy(Math.max(0, s.plan().steps() - done));
    // who trains goes on; who does not has to start, and that takes a changeover
    Duration needed = training.isPresent() ? work : work.plus(s.outlook().changeover());
    Duration slack = left.minus(needed);
    if (slack.isNegative()) {
      return Said.of(
          "True",
          ConditionReason.TOO_LITTLE_TIME,
          "%s are left until %s and %s are needed, on on-demand too: short by %s",
          words(left),
          deadline,
          words(needed),
          words(slack.negated()));
    }
    Optional<Duration> asking =
        s.current()
            .filter(a -> a.on().capacity() == Capacity.ON_DEMAND)
            .filter(a -> a.state() instanceof State.Asking)
            .map(a -> Duration.between(((State.Asking) a.state()).since(), s.now()))
            .filter(d -> d.compareTo(s.plan().provisionTimeout()) >= 0);
    if (asking.isPresent()) {
      return Said.of(
          "True",
          ConditionReason.ON_DEMAND_NOT_TO_BE_HAD,
          "on-demand has been asked for since %s and has not come; %s of slack are left",
          words(asking.get()),
          words(slack));
    }
    return Said.of(
        "False",
        ConditionReason.IN_TIME,
        "%s are left until %s and %s are needed: slack %s",
        words(left),
        deadline,
        words(needed),
        words(slack));
  }

  static Said budget(Snapshot s, CostLedger ledger, Decision decision) {
    if (s.plan().budget().isEmpty()) {
      return Said.of("False", ConditionReason.NO_BUDGET, "spec.budget is not set");
    }
    Money budget = s.plan().budget().get();
    if (decision.reason().code() == Reason.Code.BUDGET_WITHOUT_PRICES) {
      return new Said("Unknown", decision.reason().code().word(), decision.reason().message());
    }
    if (s.spent().isEmpty()
        && s.outlook().bookCurrency().filter(budget.currency()::equals).isEmpty()) {
      return Said.of(
          "Unknown",
          ConditionReason.NO_PRICE,
          "no price is known in %s, the currency of spec.budget: nothing is counted against it",
          budget.currency());
    }
    Money spent = s.spent().orElse(Money.of("0", budget.currency()));
    if (!spent.currency().equals(budget.currency())) {
      return Said.of(
          "Unknown",
          ConditionReason.NO_PRICE,
          "%s were spent, and spec.budget is in %s: currencies are never converted",
          shown(spent),
          budget.currency());
    }
    if (spent.compareTo(budget) >= 0) {
      return new Said(
          "True",
          Reason.Code.BUDGET_SPENT.word(),
          "%s spent, spec.budget allows %s; raise it to go on from step %d"
              .formatted(shown(spent), budget, s.progress().checkpointStep()));
    }
    if (!ledger.unpriced().isZero()) {
      return Said.of(
          "Unknown",
          ConditionReason.NO_PRICE,
          "%s of %s spent, and %s of node time have no price (%s): add it to the chart's prices",
          shown(spent),
          budget,
          words(ledger.unpriced()),
          String.join(", ", ledger.unpricedKinds()));
    }
    return Said.of("False", ConditionReason.WITHIN_BUDGET, "%s of %s spent", shown(spent), budget);
  }

  private static String shown(Money money) {
    return new Money(money.amount().setScale(4, java.math.RoundingMode.HALF_UP), money.currency())
        .toString();
  }

  private static String words(Duration duration) {
    return Words.of(duration);
  }
}
