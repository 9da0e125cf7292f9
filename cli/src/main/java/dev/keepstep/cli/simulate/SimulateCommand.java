package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.simulate.Grid;
import dev.keepstep.core.simulate.Scenario;
import dev.keepstep.core.simulate.TraceException;
import dev.keepstep.core.simulate.TracePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {GenerateCommand.class, GridCommand.class},
    description = {
      "What a job would have cost on recorded spot capacity, under one policy or several.",
      "Replays traces through the very policies that the operator decides with. With --job it",
      "answers for a TrainingJob: what it will likely cost, when it will end, what deadline to choose."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keepstep simulate generate --out traces",
      "  keepstep simulate --traces traces --policy default,uniform-progress --compute 20h \\",
      "      --deadline-ratio 1.05,1.25,2 --html report.html",
      "  keepstep simulate --traces traces --job job.yaml"
    })
public final class SimulateCommand implements Callable<Integer> {
  static final List<Double> RATIOS = List.of(1.05, 1.15, 1.25, 1.5, 2.0);
  private static final double HISTORY = 48 * 3600;

  @Option(
      names = "--compute",
      paramLabel = "TIME",
      description = "How long the work takes without interruptions, for example 20h.")
  @Nullable Spans compute;

  @Option(
      names = "--deadline-ratio",
      paramLabel = "X",
      split = ",",
      description = "Deadlines as multiples of --compute (default: 1.25).")
  List<Double> ratios = new ArrayList<>();

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      split = ",",
      description = "Deadlines from the start, in place of ratios.")
  List<Spans> deadlines = new ArrayList<>();

  @Option(
      names = "--offset",
      paramLabel = "K",
      split = ",",
      description = "Steps of the trace at which the job starts. Unset: --starts, evenly spaced.")
  List<Integer> offsets = new ArrayList<>();

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many evenly spaced starts, where --offset is not given (default: 12).")
  int starts = 12;

  @Option(
      names = "--job",
      paramLabel = "FILE",
      description = "A TrainingJob: answers for it, at its own and at other deadlines.")
  @Nullable Path job;

  @Option(names = "--no-optimum", description = "Leave the omniscient bound out; it takes longest.")
  boolean noOptimum;

  @Option(names = "--html", paramLabel = "FILE", description = "Also write a report with plots.")
  @Nullable Path html;

  @ArgGroup(heading = "%nTraces:%n", exclusive = false, validate = false)
  TraceOptions traces = new TraceOptions();

  @ArgGroup(heading = "%nPolicies:%n", exclusive = false, validate = false)
  PolicyOptions policies = new PolicyOptions();

  @ArgGroup(heading = "%nAssumptions:%n", exclusive = false, validate = false)
  MarketOptions market = new MarketOptions();

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<PlacementPolicy> chosen = policies.policies();
    if (job != null) {
      return new JobAnswer(this, chosen).answer(JobFile.read(job));
    }
    if (compute == null) {
      throw UserError.usage("--compute is missing", "say how long the work takes, as in 20h");
    }
    TracePool pool = traces.pool();
    List<Run> runs =
        new Runner(chosen, !noOptimum, market.operator, output)
            .run(starts(pool, compute.seconds(), ratios(compute)));
    List<Summary> summaries = Summary.all(runs);
    output.say(
        "%s, %s of work, %s"
            .formatted(where(pool), Spans.hours(compute.seconds()), market.words()));
    output.table(Summary.table(summaries));
    told(runs);
    output.resultJson(runs.stream().map(Run::json).toList());
    if (html != null) {
      write(html, report(pool, compute, chosen, runs));
    }
    return Exit.OK;
  }

  private String report(TracePool pool, Spans work, List<PlacementPolicy> chosen, List<Run> runs)
      throws InterruptedException {
    List<Run> swept =
        ratios(work).size() > 1
            ? runs
            : new Runner(chosen, !noOptimum, market.operator, output)
                .run(starts(pool, work.seconds(), RATIOS));
    return new SimulationReport(
            where(pool) + ", " + market.words(), chosen, market.operator, runs, swept)
        .html(CommandWords.get("simulate"));
  }

  void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    output.say("report  " + file);
  }

  private void told(List<Run> runs) {
    if (!noOptimum && runs.stream().anyMatch(r -> r.bound().isEmpty())) {
      output.say("no bound: where the trace ends before the deadline, or no schedule meets it");
    }
    if (runs.stream().anyMatch(r -> !r.start().scenario().feasible())) {
      output.say("a deadline is too early even for on-demand launched at once");
    }
  }

  static String where(TracePool pool) {
    String set = pool.zones().getFirst().set();
    return "%s%d zone%s (%s), %d steps of %.0f s"
        .formatted(
            set.isEmpty() ? "" : set + ": ",
            pool.zones().size(),
            pool.zones().size() == 1 ? "" : "s",
            String.join(", ", pool.names()),
            pool.steps(),
            pool.gapSeconds());
  }

  private List<Double> ratios(Spans work) {
    if (!deadlines.isEmpty() && !ratios.isEmpty()) {
      throw UserError.usage("--deadline and --deadline-ratio are both given", "give one of them");
    }
    List<Double> wanted =
        deadlines.isEmpty()
            ? ratios.isEmpty() ? List.of(1.25) : ratios
            : deadlines.stream().map(d -> d.seconds() / work.seconds()).toList();
    for (double ratio : wanted) {
      if (!(ratio > 0) || !Double.isFinite(ratio)) {
        throw UserError.usage(
            String.format(Locale.ROOT, "a deadline of %s times the work", ratio),
            "give a deadline after the start");
      }
    }
    return wanted;
  }

  /** Every offset at every ratio. */
  List<Start> starts(TracePool pool, double work, List<Double> wanted) {
    if (!(work > 0)) {
      throw UserError.usage("--compute is 0", "say how long the work takes, as in 20h");
    }
    List<Start> all = new ArrayList<>();
    for (double ratio : wanted) {
      Scenario scenario = market.scenario(work, ratio * work);
      for (int offset : offsets(pool, work, wanted)) {
        all.add(new Start(pool, scenario, ratio, offset));
      }
    }
    return all;
  }

  private List<Integer> offsets(TracePool pool, double work, List<Double> wanted) {
    if (!offsets.isEmpty()) {
      return offsets;
    }
    UserError.requireAtLeast("--starts", starts, 1);
    double longest = Math.max(2, wanted.stream().mapToDouble(r -> r).max().orElseThrow());
    double before = Math.min(HISTORY, pool.steps() * pool.gapSeconds() / 4);
    try {
      return Grid.offsets(pool, before, longest * work, starts);
    } catch (TraceException e) {
      throw TraceOptions.wrong(e);
    }
  }
}
