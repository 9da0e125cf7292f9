package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.simulate.SyntheticTraces;
import dev.keepstep.core.simulate.TracePool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a TrainingJob will likely cost, when it will end, and what deadline to choose. */
final class JobAnswer {
  /** A deadline is late enough when later ones are at most so much cheaper. */
  private static final double NEAR_CHEAPEST = 1.05;

  private static final int STARTS = 60;

  private final SimulateCommand command;
  private final List<PlacementPolicy> asked;

  JobAnswer(SimulateCommand command, List<PlacementPolicy> asked) {
    this.command = command;
    this.asked = asked;
  }

  int answer(JobFile job) throws IOException, InterruptedException {
    Spans work = work(job);
    TracePool pool = pool(job);
    String currency = pool.zones().getFirst().currency();
    job.budget()
        .filter(b -> !b.currency().equals(currency))
        .ifPresent(
            b -> {
              throw UserError.usage(
                  "spec.budget.currency is %s, the traces' prices are %s; amounts are never converted"
                      .formatted(b.currency(), currency),
                  "state the budget in " + currency);
            });
    asOnACluster(job);
    PlacementPolicy policy =
        job.policy().equals("OnDemandOnly")
            ? Policies.named("on-demand").orElseThrow()
            : asked.getFirst();
    if (job.policy().equals("SpotOnly")) {
      throw UserError.usage(
          "spec.capacity.policy is SpotOnly: when it ends depends on spot alone",
          "give SpotPreferred and a deadline; greedy at a late one comes near to SpotOnly");
    }
    if (command.offsets.isEmpty()) {
      command.starts = Math.max(command.starts, STARTS);
    }
    Optional<Double> own = job.deadline().map(d -> d.seconds() / work.seconds());
    List<Double> ratios = new ArrayList<>(SimulateCommand.RATIOS);
    own.filter(r -> !ratios.contains(r)).ifPresent(ratios::add);
    ratios.sort(Comparator.naturalOrder());
    List<Run> runs =
        new Runner(List.of(policy), false, command.market.operator, command.output)
            .run(command.starts(pool, work.seconds(), ratios));
    List<Summary> rows = Summary.all(runs);
    Summary advised = advised(rows);
    tell(job, work, pool, currency, rows, own, advised);
    command.output.resultJson(json(job, work, currency, rows, own, advised));
    if (command.html != null) {
      double told = own.orElse(advised.ratio());
      command.write(
          command.html,
          new SimulationReport(
                  job.name() + ": " + SimulateCommand.where(pool) + ", " + command.market.words(),
                  List.of(policy),
                  command.market.operator,
                  runs.stream().filter(r -> r.start().ratio() == told).toList(),
                  runs)
              .html(CommandWords.get("simulate")));
    }
    return Exit.OK;
  }

  private Spans work(JobFile job) {
    Spans work = command.compute != null ? command.compute : job.work().orElse(null);
    if (work == null || work.seconds() <= 0) {
      throw UserError.usage(
          "spec.training.estimatedDuration is not set, so nothing says how long the work takes",
          "set it, or give --compute 20h");
    }
    return work;
  }

  private TracePool pool(JobFile job) throws IOException {
    TraceOptions traces = command.traces;
    if (traces.zones.isEmpty()) {
      traces.zones.addAll(job.zones());
    }
    if (traces.traces != null) {
      return traces.pool();
    }
    SyntheticTraces usual = SyntheticTraces.usual(1);
    double price = traces.onDemandPrice == null ? usual.onDemandPrice() : traces.onDemandPrice;
    if (!(price > 0)) {
      throw UserError.usage("--on-demand-price is " + price, "give more than 0");
    }
    int zones = traces.zones.isEmpty() ? usual.zones() : traces.zones.size();
    command.output.say(
        "no --traces: a made-up market of %d zones at %s an hour on-demand; the shape is right, the money is not"
            .formatted(zones, Summary.money(price)));
    return new SyntheticTraces(
            usual.seed(),
            zones,
            Math.min(zones, usual.regions()),
            usual.steps(),
            usual.gapSeconds(),
            price,
            usual.correlation())
        .pool();
  }

  /** What was not said otherwise is as the operator finds it. */
  private void asOnACluster(JobFile job) {
    MarketOptions market = command.market;
    if (market.ask == null) {
      market.ask = job.provisionTimeout();
    }
    if (market.interval == null) {
      market.interval = job.interval().orElse(new Spans(600));
      // a checkpoint stalls training by a copy in memory
      market.write = new Spans(Math.min(1, market.interval.seconds() / 1000));
    }
  }

  /** The earliest deadline that is near the cheapest and was never missed. */
  private static Summary advised(List<Summary> rows) {
    double cheapest = rows.stream().mapToDouble(Summary::cost).min().orElseThrow();
    return rows.stream()
        .filter(r -> r.misses() == 0 && r.cost() <= NEAR_CHEAPEST * cheapest)
        .findFirst()
        .orElse(rows.getLast());
  }

  private void tell(
      JobFile job,
      Spans work,
      TracePool pool,
      String currency,
      List<Summary> rows,
      Optional<Double> own,
      Summary advised) {
    Output out = command.output;
    out.say("%s, %s".formatted(SimulateCommand.where(pool), command.market.words()));
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "DEADLINE",
            "RATIO",
            "LIKELY COST",
            "9 OF 10 WITHIN",
            "SAVING",
            "FINISH",
            "LATEST",
            "MISSED"));
    for (Summary row : rows) {
      boolean isOwn = own.filter(r -> r == row.ratio()).isPresent();
      table.add(
          List.of(
              Spans.hours(row.ratio() * work.seconds()) + (isOwn ? " (the job's)" : ""),
              String.format(Locale.ROOT, "%.2f", row.ratio()),
              Summary.money(row.cost()) + " " + currency,
              "%s to %s"
                  .formatted(
                      Summary.money(row.quantile(0.05, r -> r.result().cost())),
                      Summary.money(row.quantile(0.95, r -> r.result().cost()))),
              Summary.percent(row.saving()),
              Spans.hours(row.mean(r -> r.result().finish())),
              Spans.hours(row.quantile(1, r -> r.result().finish())),
              row.misses() + " of " + row.runs().size()));
    }
    out.table(table);
    double onDemand = rows.getFirst().mean(r -> r.result().onDemandCost());
    out.result("");
    out.result(
        "%s: %s of work is %s %s on on-demand."
            .formatted(job.name(), Spans.hours(work.seconds()), Summary.money(onDemand), currency));
    own.ifPresent(
        ratio -> {
          Summary row = rows.stream().filter(r -> r.ratio() == ratio).findFirst().orElseThrow();
          out.result(
              "With its deadline of %s it will likely cost %s %s and end after %s."
                  .formatted(
                      Spans.hours(ratio * work.seconds()),
                      Summary.money(row.cost()),
                      currency,
                      Spans.hours(row.mean(r -> r.result().finish()))));
          if (row.misses() > 0) {
            out.result(
                "That deadline is too early: on-demand alone needs %s."
                    .formatted(Spans.hours(work.seconds() + command.market.changeover.seconds())));
          }
        });
    job.budget()
        .ifPresent(
            b ->
                out.result(
                    "The budget of %s %s is enough in %d of %d starts at the advised deadline."
                        .formatted(
                            b.amount().toPlainString(),
                            b.currency(),
                            within(advised, b),
                            advised.runs().size())));
    double cheapest = rows.stream().mapToDouble(Summary::cost).min().orElseThrow();
    out.result(
        "Advised deadline: %s (%.2f x the work); no later one tried saves more than another %s."
            .formatted(
                Spans.hours(advised.ratio() * work.seconds()),
                advised.ratio(),
                Summary.percent(1 - cheapest / advised.cost())));
  }

  private static long within(Summary row, JobFile.Budget budget) {
    return row.runs().stream()
        .filter(r -> r.result().cost() <= budget.amount().doubleValue())
        .count();
  }

  private static Map<String, @Nullable Object> json(
      JobFile job,
      Spans work,
      String currency,
      List<Summary> rows,
      Optional<Double> own,
      Summary advised) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("job", job.name());
    map.put("computeHours", work.hours());
    map.put("currency", currency);
    map.put("onDemandCost", rows.getFirst().mean(r -> r.result().onDemandCost()));
    map.put("deadlineHours", own.isPresent() ? own.get() * work.hours() : null);
    map.put("advisedDeadlineHours", advised.ratio() * work.hours());
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Summary row : rows) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("policy", row.policy());
      one.put("deadlineHours", row.ratio() * work.hours());
      one.put("deadlineRatio", row.ratio());
      one.put("starts", row.runs().size());
      one.put("cost", row.cost());
      one.put("cost5Percent", row.quantile(0.05, r -> r.result().cost()));
      one.put("cost95Percent", row.quantile(0.95, r -> r.result().cost()));
      one.put("saving", row.saving());
      one.put("finishHours", row.mean(r -> r.result().finish()) / 3600);
      one.put("latestFinishHours", row.quantile(1, r -> r.result().finish()) / 3600);
      one.put("missed", row.misses());
      job.budget().ifPresent(b -> one.put("withinBudget", within(row, b)));
      list.add(one);
    }
    map.put("deadlines", list);
    return map;
  }
}
