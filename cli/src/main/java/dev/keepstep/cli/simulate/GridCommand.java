package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.simulate.Grid;
import dev.keepstep.core.simulate.TraceException;
import dev.keepstep.core.simulate.TracePool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep simulate grid}: the table of docs/results/simulation.md. */
@Command(
    name = "grid",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Policies over pools, jobs and deadlines: mean saving, and cost over the omniscient bound.",
      "Without --grid it is the grid of docs/results/simulation.md, on public traces of V100 and H100."
    })
public final class GridCommand implements Callable<Integer> {
  @Option(
      names = "--traces",
      paramLabel = "DIR",
      required = true,
      description = "Folder that holds one folder of traces for each set of the grid.")
  Path traces = Path.of("traces");

  @Option(
      names = "--grid",
      paramLabel = "FILE",
      description = "Another grid (docs/how-to/simulate.md shows the file).")
  @Nullable Path grid;

  @ArgGroup(heading = "%nPolicies:%n", exclusive = false, validate = false)
  PolicyOptions policies = new PolicyOptions();

  @ArgGroup(heading = "%nAssumptions:%n", exclusive = false, validate = false)
  MarketOptions market = new MarketOptions();

  @Mixin Output output = new Output();

  /** Savings and ratios of a policy over the whole grid. */
  private record Overall(double mean, double worst, String worstAt, long missed, long runs) {
    static Overall of(Map<String, List<Summary>> cells, String policy) {
      double sum = 0;
      int count = 0;
      double worst = 0;
      String at = "";
      long missed = 0;
      long runs = 0;
      for (Map.Entry<String, List<Summary>> cell : cells.entrySet()) {
        for (Summary s : cell.getValue()) {
          if (s.policy().equals(policy)) {
            double ratio = s.toBound().orElse(Double.NaN);
            sum += ratio;
            count++;
            missed += s.misses();
            runs += s.runs().size();
            if (!(ratio <= worst)) {
              worst = ratio;
              at = String.format(Locale.ROOT, "%s at %.2f", cell.getKey(), s.ratio());
            }
          }
        }
      }
      return new Overall(sum / count, worst, at, missed, runs);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    GridFile file = GridFile.read(grid);
    Runner runner = new Runner(policies.policies(), true, market.operator, output);
    Map<String, List<Summary>> cells = new LinkedHashMap<>();
    output.say(market.words());
    for (GridFile.Cell cell : file.cells()) {
      List<Start> starts = starts(file, cell);
      List<Summary> summaries = Summary.all(runner.run(starts));
      cells.put(cell.name(), summaries);
      output.result("");
      output.result(
          "%s (%d runs a cell)".formatted(cell.name(), starts.size() / file.ratios().size()));
      output.table(table(file, summaries));
    }
    overall(cells);
    output.resultJson(json(cells));
    return Exit.OK;
  }

  private List<Start> starts(GridFile file, GridFile.Cell cell) throws IOException {
    TraceOptions options = new TraceOptions();
    TracePool all = options.read(traces.resolve(cell.set()));
    List<List<String>> pools =
        cell.each()
            ? all.names().stream().map(List::of).toList()
            : cell.pools().isEmpty() ? List.of(all.names()) : cell.pools();
    double longest = file.ratios().stream().mapToDouble(r -> r).max().orElseThrow();
    List<Start> starts = new ArrayList<>();
    try {
      for (double ratio : file.ratios()) {
        for (List<String> zones : pools) {
          TracePool pool = all.of(zones);
          for (Spans work : file.compute()) {
            for (int offset :
                Grid.offsets(
                    pool, file.before().seconds(), longest * work.seconds(), cell.starts())) {
              starts.add(
                  new Start(
                      pool,
                      market.scenario(work.seconds(), ratio * work.seconds()),
                      ratio,
                      offset));
            }
          }
        }
      }
    } catch (TraceException e) {
      throw UserError.usage(cell.name() + ": " + e.getMessage(), "");
    }
    return starts;
  }

  private static List<List<String>> table(GridFile file, List<Summary> summaries) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("POLICY"));
    file.ratios().forEach(r -> header.add(String.format(Locale.ROOT, "%.2f", r)));
    header.add("MISSED");
    rows.add(header);
    for (String policy : summaries.stream().map(Summary::policy).distinct().toList()) {
      List<Summary> own = summaries.stream().filter(s -> s.policy().equals(policy)).toList();
      List<String> row = new ArrayList<>(List.of(policy));
      own.forEach(
          s ->
              row.add(
                  Summary.percent(s.saving())
                      + " ("
                      + Summary.times(s.toBound().orElse(Double.NaN))
                      + ")"));
      row.add(String.valueOf(own.stream().mapToLong(Summary::misses).sum()));
      rows.add(row);
    }
    List<String> bound = new ArrayList<>(List.of("omniscient bound"));
    String first = summaries.getFirst().policy();
    summaries.stream()
        .filter(s -> s.policy().equals(first))
        .forEach(s -> bound.add(Summary.percent(s.boundSaving().orElse(Double.NaN))));
    rows.add(bound);
    return rows;
  }

  private void overall(Map<String, List<Summary>> cells) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("POLICY", "MEAN", "WORST", "WORST CELL", "MISSED", "RUNS"));
    for (String policy : policyNames(cells)) {
      Overall all = Overall.of(cells, policy);
      rows.add(
          List.of(
              policy,
              Summary.times(all.mean),
              Summary.times(all.worst),
              all.worstAt,
              String.valueOf(all.missed),
              String.valueOf(all.runs)));
    }
    output.result("");
    output.result("cost over the omniscient bound, all cells");
    output.table(rows);
  }

  private static List<String> policyNames(Map<String, List<Summary>> cells) {
    return cells.values().stream().flatMap(List::stream).map(Summary::policy).distinct().toList();
  }

  private static List<Map<String, Object>> json(Map<String, List<Summary>> cells) {
    List<Map<String, Object>> all = new ArrayList<>();
    cells.forEach(
        (name, summaries) -> {
          for (Summary s : summaries) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("cell", name);
            map.put("policy", s.policy());
            map.put("deadlineRatio", s.ratio());
            map.put("runs", s.runs().size());
            map.put("saving", s.saving());
            s.boundSaving().ifPresent(b -> map.put("boundSaving", b));
            s.toBound().ifPresent(b -> map.put("costToBound", b));
            map.put("missed", s.misses());
            map.put("launches", s.mean(r -> r.result().launches()));
            all.add(map);
          }
        });
    return all;
  }
}
