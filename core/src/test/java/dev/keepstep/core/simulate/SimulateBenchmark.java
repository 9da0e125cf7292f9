package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.decide.capacity.Situation;
import dev.keepstep.core.decide.capacity.ZoneSight;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decisions a second among nine zones, on one thread; and runs a second of a job of 50 hours, by
 * the policy alone and by the operator's whole decider. Policies are compared within one run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SimulateBenchmark {
  private static final double HOUR = 3600;

  @Param({"on-demand", "uniform-progress", "default"})
  private String policy = "default";

  private final TracePool pool = new SyntheticTraces(1, 9, 3, 45 * 288, 300, 4, 0.3).pool();
  private final Scenario seen = Scenario.ideal(50 * HOUR, 62.5 * HOUR, 300);
  private PlacementPolicy chosen = Policies.all().getFirst();
  private Situation situation =
      new Situation(0, 1, 1, 0, 0, 1, -1, 0, 0, seen.costs(), 0, "", List.of());
  private int offset;

  /** A moment in the middle of a run, two days of trace known. */
  @Setup
  public void situation() {
    chosen = Policies.named(policy).orElseThrow();
    Seeing eyes = new Seeing(pool, seen.withHistory(48 * HOUR), 600);
    eyes.look(600, Situation.IDLE);
    List<ZoneSight> sights = eyes.sights(600);
    situation =
        new Situation(
            20 * HOUR,
            seen.deadline(),
            seen.work(),
            15 * HOUR,
            15 * HOUR,
            300,
            Situation.IDLE,
            0,
            0,
            seen.costs(),
            4,
            "",
            sights);
  }

  @Benchmark
  public Choice decision() {
    return chosen.choose(situation);
  }

  @Benchmark
  public RunResult run() {
    return new Simulator(pool, seen, false).run(chosen, next());
  }

  @Benchmark
  public RunResult runAsOperator() {
    return new Simulator(pool, seen.asked(600), false).runAsOperator(chosen, next());
  }

  private int next() {
    offset = (offset + 97) % 10_000;
    return offset;
  }
}
