package dev.keepstep.cli.experiment;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.site.JobFollower;
import dev.keepstep.cli.site.JobTemplate;
import dev.keepstep.cli.site.LocalProduct;
import dev.keepstep.cli.site.Premises;
import dev.keepstep.cli.site.RunRecord;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.core.simulate.RunResult;
import dev.keepstep.core.simulate.TracePool;
import dev.keepstep.localcluster.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Leads an experiment on a local cluster: the undisturbed run first, then each policy's. */
final class Experiment implements Premises {
  static final String NAMESPACE = "experiment";

  private static final String SYSTEM = "system";
  private static final String ON_DEMAND = "on-demand";
  private static final Map<String, String> OURS = Map.of("experiment.keepstep.dev/node", "true");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final List<String> VALUES =
      List.of("statusInterval=1s", "nodeSelector.kubernetes\\.io/hostname=" + SYSTEM);

  /**
   * What was asked for.
   *
   * @param steps of each training
   * @param parameters over the job's own
   * @param ratio deadline over the undisturbed work
   * @param offset step of the trace to start at; empty: where most is lost
   * @param interval training time between two checkpoints, seconds of the trace
   * @param ask how long a request for spot may stay without an answer, likewise
   * @param afterRefusal how long spot that was refused is not asked for again, likewise
   * @param afterLoss how long a zone that took a node back is left alone, likewise
   */
  record Wish(
      TracePool pool,
      List<PlacementPolicy> policies,
      long steps,
      Map<String, String> parameters,
      Compression clock,
      double ratio,
      OptionalInt offset,
      double interval,
      double ask,
      double afterRefusal,
      double afterLoss) {}

  private final Wish wish;
  private final JobTemplate jobs;
  private final LocalProduct product;
  private final LiveLine live;
  private final String run;
  private volatile Optional<ZoneNodes> nodes = Optional.empty();

  /**
   * @param run part of the prefixes in the bucket
   */
  Experiment(Wish wish, JobTemplate jobs, LocalProduct product, LiveLine live, String run) {
    this.wish = wish;
    this.jobs = jobs;
    this.product = product;
    this.live = live;
    this.run = run;
  }

  Result run() throws IOException, InterruptedException {
    String zone = market(0, Duration.ofHours(1)).onDemandZone();
    product.start(
        List.of(
            NodeSpec.onDemand(SYSTEM, zone), NodeSpec.onDemand(ON_DEMAND, zone).withLabels(OURS)));
    ZoneNodes ours =
        new ZoneNodes(product.cluster(), OURS, (word, where) -> say("%-9s %s", word, where));
    nodes = Optional.of(ours);
    product.install(VALUES, Optional.empty());
    RunRecord undisturbed = undisturbed(zone);
    Pace pace =
        Pace.undisturbed(
            Ledgers.entries(product.client(), undisturbed.name()).getFirst(), wish.steps());
    Duration work = pace.work(wish.steps());
    Duration deadline = times(work, wish.ratio());
    checkFeasible(pace, work, deadline);
    int offset = start(pace, deadline);
    Market market = market(offset, deadline);
    live.say(
        "  %-11s step %d of the trace; %.2f h of work, deadline after %.2f h (%s here)"
            .formatted(
                "start",
                offset,
                wish.clock().there(work) / 3600,
                wish.clock().there(deadline) / 3600,
                Words.duration(deadline)));
    List<Outcome> outcomes = new ArrayList<>();
    for (PlacementPolicy policy : wish.policies()) {
      outcomes.add(under(policy, market, pace, ours));
    }
    return new Result(wish.pool(), offset, wish.clock(), undisturbed, pace, deadline, outcomes);
  }

  private RunRecord undisturbed(String zone) throws InterruptedException {
    live.say("");
    live.say("  the job undisturbed on on-demand: trainingjob/undisturbed");
    TrainingJob job = trials().undisturbed("undisturbed", zone);
    product.client().resource(job).create();
    RunRecord record = follow(job, PATIENCE);
    live.say("  complete: %d steps, %s".formatted(record.steps(), Words.duration(record.took())));
    return record;
  }

  private Outcome under(PlacementPolicy policy, Market market, Pace pace, ZoneNodes ours)
      throws IOException, InterruptedException {
    live.say("");
    List<String> zones = wish.pool().names();
    double baseline = market.baseline(pace, wish.steps());
    RunResult told = market.foretold(policy, pace, wish.steps());
    Figures foretold = Figures.foretold(told, baseline, wish.clock());
    live.say("  under %s: trainingjob/%s".formatted(policy.name(), policy.name()));
    say("%-9s %s", "foretold", words(foretold));
    Path values = Files.createTempFile("keepstep-experiment-", ".json");
    try {
      // room for what comes after the last step, which no operator can know
      Files.writeString(values, market.values(policy, pace.changeover().plus(pace.end())));
      product.upgrade(VALUES, Optional.of(values));
    } finally {
      Files.delete(values);
    }
    NodePlan plan = NodePlan.of(market.played());
    ours.begin(plan, zones);
    TrainingJob job = trials().under(policy.name(), market, pace.work(wish.steps()));
    product.client().resource(job).create();
    ours.play(plan, zones);
    RunRecord record = follow(job, PATIENCE.plus(market.deadline()));
    ours.stop();
    Outcome outcome = outcome(policy, market, pace, record, told);
    say("%-9s %s", "measured", words(outcome.measured()));
    return outcome;
  }

  private Outcome outcome(
      PlacementPolicy policy, Market market, Pace pace, RunRecord record, RunResult told) {
    TrainingJobStatus status =
        Objects.requireNonNull(
            product
                .client()
                .resources(TrainingJob.class)
                .inNamespace(NAMESPACE)
                .withName(record.name())
                .get()
                .getStatus());
    List<AttemptCost> entries = Ledgers.entries(product.client(), record.name());
    Instant start = Instant.parse(Objects.requireNonNull(status.startTime()));
    Instant end = Instant.parse(Objects.requireNonNull(status.completionTime()));
    double baseline = market.baseline(pace, wish.steps());
    Pace own = Pace.of(entries, pace);
    Figures measured =
        Figures.measured(
            entries,
            status.interruptions() == null ? 0 : status.interruptions().count(),
            start,
            end,
            market.deadline(),
            baseline,
            wish.clock());
    return new Outcome(
        policy.name(),
        record,
        own,
        measured,
        Figures.foretold(told, baseline, wish.clock()),
        Figures.foretold(market.foretold(policy, own, wish.steps()), baseline, wish.clock()),
        Figures.held(entries, start, wish.clock()),
        there(told.timeline()));
  }

  /** Spans of the simulator in seconds of the trace. */
  private List<RunResult.Span> there(List<RunResult.Span> here) {
    double factor = wish.clock().factor();
    return here.stream()
        .map(s -> new RunResult.Span(s.from() * factor, s.to() * factor, s.place(), s.why()))
        .toList();
  }

  private RunRecord follow(TrainingJob job, Duration patience) throws InterruptedException {
    return new JobFollower(product.client(), NAMESPACE, patience, live).follow(job);
  }

  private int start(Pace pace, Duration deadline) {
    int last = Start.last(wish.pool(), wish.clock().there(deadline));
    if (wish.offset().isPresent()) {
      return Start.given(wish.offset().getAsInt(), last);
    }
    return Start.busiest(
        last,
        offset -> {
          Market market = market(offset, deadline);
          return wish.policies().stream()
              .mapToInt(p -> market.foretold(p, pace, wish.steps()).interruptions())
              .max()
              .orElseThrow();
        });
  }

  private Market market(int offset, Duration deadline) {
    Compression clock = wish.clock();
    int priced = (int) Math.ceil(clock.there(deadline) / wish.pool().gapSeconds());
    return new Market(
        clock.played(wish.pool(), offset, Math.max(1, priced)),
        deadline,
        clock.here(wish.interval()),
        clock.here(wish.ask()),
        clock.here(wish.afterRefusal()),
        clock.here(wish.afterLoss()));
  }

  /** The jobs, each of which asks for a whole node: it is charged, and none holds two. */
  private Trials trials() {
    String processors =
        Objects.requireNonNull(
                product
                    .client()
                    .nodes()
                    .withName(ON_DEMAND)
                    .get()
                    .getStatus()
                    .getAllocatable()
                    .get("cpu"))
            .toString();
    return new Trials(
        jobs,
        product.place(),
        run,
        wish.pool().names(),
        wish.steps(),
        wish.parameters(),
        wish.clock().here(wish.interval()),
        OURS,
        processors);
  }

  /** Whether on-demand, begun at once and again after a look round, would be in time. */
  private void checkFeasible(Pace pace, Duration work, Duration deadline) {
    Duration least = work.plus(pace.changeover().multipliedBy(2));
    if (deadline.compareTo(least) < 0) {
      throw UserError.failed(
          "--deadline-ratio %s leaves %s for a work of %s and two starts of %s"
              .formatted(
                  wish.ratio(),
                  Words.duration(deadline),
                  Words.duration(work),
                  Words.duration(pace.changeover())),
          "give at least %.2f, or more --steps"
              .formatted(Math.ceil(100.0 * least.toMillis() / work.toMillis()) / 100));
    }
  }

  private static Duration times(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor))
        .truncatedTo(ChronoUnit.SECONDS);
  }

  private String words(Figures f) {
    return "cost %.2f %s, saving %.0f %%, done after %.2f h, %s, %s"
        .formatted(
            f.cost(),
            wish.pool().zones().getFirst().currency(),
            100 * f.saving(),
            f.finish(),
            Words.count(f.interruptions(), "interruption"),
            f.launches() == 1 ? "1 launch" : f.launches() + " launches");
  }

  private void say(String format, Object... arguments) {
    live.say("  " + LocalTime.now().format(CLOCK) + "  " + format.formatted(arguments));
  }

  @Override
  public List<String> hints() {
    return product.hints();
  }

  @Override
  public void close() {
    nodes.ifPresent(ZoneNodes::close);
    product.close();
  }
}
