package dev.keepstep.core.decide;

import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.StopCause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** What ends the job or holds it: completion, failure, limits, suspension, budget. */
final class Endings {
  private Endings() {}

  static Optional<Decision> complete(Snapshot s) {
    return s.ended().stream()
        .filter(e -> e.end() instanceof EndOfAttempt.Completed)
        .findFirst()
        .map(
            e -> {
              Reason reason =
                  Reason.of(
                      Reason.Code.COMPLETED,
                      "attempt %d finished all %d steps",
                      e.number(),
                      s.plan().steps());
              return stopAll(s, StopCause.STANDBY_DROPPED, reason)
                  .orElse(new Decision.Complete(reason));
            });
  }

  static Optional<Decision> failed(Snapshot s) {
    for (EndedAttempt e : s.ended()) {
      if (e.end() instanceof EndOfAttempt.Failed failed) {
        Reason.Code code =
            failed.code() == dev.keepstep.core.contract.ExitCode.REPLAY_MISMATCH
                ? Reason.Code.REPLAY_MISMATCH
                : Reason.Code.BAD_CONFIGURATION;
        return Optional.of(fail(s, Reason.of(code, "attempt %d: %s", e.number(), failed.words())));
      }
    }
    return Optional.empty();
  }

  static Optional<Decision> limits(Snapshot s) {
    return s.plan()
        .limits()
        .exceeded(s.tally())
        .map(
            over ->
                fail(
                    s,
                    new Reason(
                        switch (over.kind()) {
                          case FAILURES -> Reason.Code.TOO_MANY_FAILURES;
                          case SAME_STEP -> Reason.Code.SAME_STEP_FAILURE;
                          case INTERRUPTIONS -> Reason.Code.TOO_MANY_INTERRUPTIONS;
                        },
                        over.message())));
  }

  static Optional<Decision> suspended(Snapshot s) {
    if (!s.plan().suspend()) {
      return Optional.empty();
    }
    Reason reason =
        Reason.of(
            Reason.Code.SUSPENDED,
            "spec.suspend is true; step %d of %d is durable",
            s.progress().checkpointStep(),
            s.plan().steps());
    return Optional.of(
        stopAll(s, StopCause.SUSPENDED, reason)
            .orElse(new Decision.Wait(Optional.empty(), reason)));
  }

  static Optional<Decision> budget(Snapshot s) {
    if (s.plan().budget().isEmpty() || s.spent().isEmpty()) {
      return Optional.empty();
    }
    Money budget = s.plan().budget().get();
    Money spent = s.spent().get();
    if (!spent.currency().equals(budget.currency()) || spent.compareTo(budget) < 0) {
      return Optional.empty(); // another currency is the operator's to report, never converted
    }
    Reason reason =
        Reason.of(
            Reason.Code.BUDGET_SPENT,
            "%s spent, spec.budget allows %s; raise it to go on from step %d",
            spent,
            budget,
            s.progress().checkpointStep());
    return Optional.of(
        stopAll(s, StopCause.BUDGET_SPENT, reason)
            .orElse(new Decision.Wait(Optional.empty(), reason)));
  }

  /** When the budget will be spent at what the living attempts cost; empty: no end is known. */
  static Optional<Instant> budgetEnds(Snapshot s) {
    Optional<BigDecimal> hourly = s.outlook().perHour().filter(p -> p.signum() > 0);
    if (s.plan().budget().isEmpty()
        || s.spent().isEmpty()
        || hourly.isEmpty()
        || !s.spent().get().currency().equals(s.plan().budget().get().currency())) {
      return Optional.empty();
    }
    double left = s.plan().budget().get().amount().subtract(s.spent().get().amount()).doubleValue();
    double seconds = Math.min(left / hourly.get().doubleValue() * 3600, 1e9);
    return Optional.of(s.now().plusMillis((long) Math.ceil(seconds * 1000) + 1));
  }

  /** A deadline that has passed, or a budget that nothing can be counted against: not begun. */
  static Optional<Decision> notStartable(Snapshot s) {
    if (!s.live().isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> deadline = s.plan().deadline().filter(d -> !d.isAfter(s.now()));
    if (s.lastNumber() == 0 && deadline.isPresent()) {
      return wait(
          Reason.of(
              Reason.Code.DEADLINE_PASSED,
              "spec.deadline.at %s is before now, and the job has not started: give a later one, or remove it",
              deadline.get()));
    }
    if (s.plan().budget().isEmpty()) {
      return Optional.empty();
    }
    String currency = s.plan().budget().get().currency();
    Optional<String> book = s.outlook().bookCurrency();
    if (book.filter(currency::equals).isPresent()) {
      return Optional.empty();
    }
    return wait(
        Reason.of(
            Reason.Code.BUDGET_WITHOUT_PRICES,
            book.isEmpty()
                ? "spec.budget is in %s, and the operator has no price book: set the chart's prices, or remove the budget"
                : "spec.budget.currency is %s, and the price book is in %s: give the budget in that, since currencies are never converted",
            currency,
            book.orElse("")));
  }

  private static Optional<Decision> wait(Reason reason) {
    return Optional.of(new Decision.Wait(Optional.empty(), reason));
  }

  private static Decision fail(Snapshot s, Reason reason) {
    return stopAll(s, StopCause.STANDBY_DROPPED, reason).orElse(new Decision.Fail(reason));
  }

  /** Stops the living attempts one by one, the highest number first; empty when none lives. */
  private static Optional<Decision> stopAll(Snapshot s, StopCause why, Reason reason) {
    if (s.live().isEmpty()) {
      return Optional.empty();
    }
    Optional<Attempt> next =
        s.live().reversed().stream().filter(a -> a.stopping().isEmpty()).findFirst();
    return Optional.of(
        next.map(
                a ->
                    (Decision)
                        new Decision.Stop(
                            a.number(), a.standby() ? StopCause.STANDBY_DROPPED : why, reason))
            .orElse(
                new Decision.Wait(
                    Optional.empty(),
                    Reason.of(
                        Reason.Code.STOPPING,
                        "attempt %d is stopping: %s",
                        s.live().getLast().number(),
                        reason.message()))));
  }
}
