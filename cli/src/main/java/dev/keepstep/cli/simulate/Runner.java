package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.simulate.Optimum;
import dev.keepstep.core.simulate.RunResult;
import dev.keepstep.core.simulate.Simulator;
import dev.keepstep.core.simulate.TraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs starts under policies, side by side on all cores, and shows how far it is. */
final class Runner {
  private final List<PlacementPolicy> policies;
  private final boolean optimum;
  private final boolean operator;
  private final ProgressLine line;

  /**
   * @param optimum whether to find the omniscient bound
   * @param operator whether the operator's whole decider leads the runs
   */
  Runner(List<PlacementPolicy> policies, boolean optimum, boolean operator, Output output) {
    this.policies = policies;
    this.optimum = optimum;
    this.operator = operator;
    this.line = new ProgressLine(output);
  }

  /** All of them, in the order of starts, then policies. */
  List<Run> run(List<Start> starts) throws InterruptedException {
    List<Future<List<Run>>> waiting = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Start start : starts) {
        waiting.add(threads.submit(() -> one(start)));
      }
      for (Future<List<Run>> future : waiting) {
        runs.addAll(future.get());
        line.show(
            "simulated %d of %d starts".formatted(runs.size() / policies.size(), starts.size()),
            (double) runs.size() / policies.size() / starts.size());
      }
    } catch (ExecutionException e) {
      waiting.forEach(f -> f.cancel(false));
      throw explained(e);
    } finally {
      line.clear();
    }
    return runs;
  }

  private static RuntimeException explained(ExecutionException failed) {
    return switch (failed.getCause()) {
      case TraceException e -> TraceOptions.wrong(e);
      case IllegalStateException e ->
          UserError.failed("a policy broke the rules: " + e.getMessage(), "correct the policy");
      case RuntimeException e -> e;
      case null, default -> new IllegalStateException(failed);
    };
  }

  private List<Run> one(Start start) {
    OptionalDouble bound = optimum ? bound(start) : OptionalDouble.empty();
    List<Run> runs = new ArrayList<>();
    for (PlacementPolicy policy : policies) {
      RunResult result = one(start, policy, operator, false);
      runs.add(new Run(policy.name(), start, result, bound));
    }
    return runs;
  }

  /** One start under one policy. */
  static RunResult one(Start start, PlacementPolicy policy, boolean operator, boolean timeline) {
    Simulator simulator = new Simulator(start.pool(), start.scenario(), timeline);
    return operator
        ? simulator.runAsOperator(policy, start.offset())
        : simulator.run(policy, start.offset());
  }

  private static OptionalDouble bound(Start start) {
    long steps = (long) Math.ceil(start.scenario().deadline() / start.pool().gapSeconds() - 1e-9);
    if (start.offset() < 0 || start.offset() + steps > start.pool().steps()) {
      return OptionalDouble.empty();
    }
    double bound = Optimum.of(start.pool(), start.scenario(), start.offset()).lowerBound();
    return Double.isFinite(bound) ? OptionalDouble.of(bound) : OptionalDouble.empty();
  }
}
