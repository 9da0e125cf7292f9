package dev.keepstep.cli.experiment;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.ResultFolder;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.simulate.CommandWords;
import dev.keepstep.cli.simulate.Spans;
import dev.keepstep.cli.simulate.TraceOptions;
import dev.keepstep.cli.site.JobTemplate;
import dev.keepstep.cli.site.KeepOption;
import dev.keepstep.cli.site.LocalProduct;
import dev.keepstep.cli.site.Stay;
import dev.keepstep.cli.site.Steps;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.simulate.SyntheticTraces;
import dev.keepstep.core.simulate.TraceException;
import dev.keepstep.core.simulate.TracePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep experiment}. */
@Command(
    name = "experiment",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train the same job under several policies on real nodes that come and go by a trace, and"
          + " compare each one's ledger with what the simulator foretold for it.",
      "",
      "Makes a Kubernetes on this machine (Linux, root) and removes it again. The job runs"
          + " undisturbed on on-demand first: its step time, its changeover and its bits are what"
          + " the others are held to. A second here is --compression seconds of the trace; times and"
          + " money in the result are the trace's. A zone has one spot node at most, which is killed"
          + " without a notice when the trace says that spot is gone."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 all runs ended with the same bits and in time, 1 one did not, 2 usage.",
      "",
      "  keepstep experiment",
      "  keepstep experiment --traces DIR --zones us-east-1a,us-east-1c --policy default,greedy"
    })
public final class ExperimentCommand implements Callable<Integer> {
  /** Each is a node on this machine, with a kubelet and a container runtime of its own. */
  private static final int MOST_ZONES = 6;

  private static final SyntheticTraces MADE_UP =
      new SyntheticTraces(1, 3, 3, 45 * 288, 300, 4, 0.3);

  /** What comes after the last step is as short as it would be on the trace's clock. */
  private static final Map<String, String> SMALL_EVALUATION =
      Map.of("calibrationDocuments", "50", "testDocuments", "100");

  /** The chart's own, which is meant for clouds: the clock is applied to both. */
  private static final double AFTER_REFUSAL = 900;

  private static final double AFTER_LOSS = 300;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "default,greedy",
      description =
          "Policies, one run each: default, uniform-progress, greedy, on-demand"
              + " (default: ${DEFAULT-VALUE}).")
  List<String> policies = new ArrayList<>();

  @Option(
      names = "--job",
      paramLabel = "FILE",
      description =
          "A TrainingJob in place of the documented example. Its capacity, deadline, budget, bucket,"
              + " image, steps and checkpoint interval are the experiment's; its seed and parameters"
              + " stay.")
  @Nullable Path job;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1200",
      description = "Steps of each training (default: ${DEFAULT-VALUE}).")
  long steps = 1200;

  @Option(
      names = "--compression",
      paramLabel = "X",
      defaultValue = "60",
      description = "Seconds of the trace in a second here (default: ${DEFAULT-VALUE}).")
  double compression = 60;

  @Option(
      names = "--deadline-ratio",
      paramLabel = "X",
      defaultValue = "2",
      description =
          "The deadline as a multiple of the undisturbed work (default: ${DEFAULT-VALUE}).")
  double ratio = 2;

  @Option(
      names = "--offset",
      paramLabel = "K",
      description =
          "Step of the trace at which each run starts. Unset: of 200 starts the one at which the"
              + " simulator foretells most interruptions.")
  @Nullable Integer offset;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      defaultValue = "5m",
      description = "Training time between two checkpoints, by the trace's clock (default: 5m).")
  Spans interval = new Spans(300);

  @Option(
      names = "--ask",
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "How long a request for spot may stay without an answer, likewise (default: 10m).")
  Spans ask = new Spans(600);

  @Mixin ResultFolder out = new ResultFolder();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "experiment",
      description = "Name of the cluster (default: ${DEFAULT-VALUE}).")
  String name = "experiment";

  @Mixin KeepOption keep = new KeepOption();

  @ArgGroup(heading = "%nTraces:%n", exclusive = false, validate = false)
  TraceOptions traces = new TraceOptions();

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiment.Wish wish = wish();
    JobTemplate jobs = JobTemplate.read(file());
    out.make();
    LiveLine live = new LiveLine(output);
    Steps told = new Steps(output, live);
    LocalProduct product =
        new LocalProduct(name, Experiment.NAMESPACE, Duration.ofSeconds(12), keep.given(), told);
    String run = JobTemplate.runName();
    Experiment experiment = new Experiment(wish, jobs, product, live, run);
    try {
      return new Stay(experiment, keep.given(), output, live, told)
          .during(
              () -> {
                output.say(
                    "Keepstep experiment: the same job under " + String.join(", ", policies));
                output.say("");
                Result result = experiment.run();
                live.clear();
                print(result);
                return result.good() ? Exit.OK : Exit.FAILED;
              });
    } catch (TraceException e) {
      throw TraceOptions.wrong(e);
    }
  }

  /** What was asked for; everything that can be wrong is looked at before anything is made. */
  private Experiment.Wish wish() throws IOException {
    UserError.requireAtLeast("--steps", steps, 1);
    if (!(ratio > 1) || !Double.isFinite(ratio)) {
      throw UserError.usage(
          "--deadline-ratio is " + Compression.number(ratio), "give more than 1, such as 2");
    }
    if (interval.seconds() <= 0 || ask.seconds() <= 0) {
      throw UserError.usage(
          "--checkpoint-interval and --ask are more than zero", "give for example 5m and 10m");
    }
    Compression clock = new Compression(compression);
    TracePool pool = traces.given() ? traces.pool() : traces.choose(MADE_UP.pool());
    if (pool.zones().size() > MOST_ZONES) {
      throw UserError.usage(
          "the traces have %d zones, and each is a node on this machine"
              .formatted(pool.zones().size()),
          "choose %d at most with --zones, of %s"
              .formatted(MOST_ZONES, String.join(", ", pool.names())));
    }
    if (offset != null && (offset < 0 || offset >= pool.steps())) {
      throw UserError.usage(
          "--offset is %d, and the trace has %d steps".formatted(offset, pool.steps()),
          "give 0 to %d, less what the run needs".formatted(pool.steps() - 1));
    }
    clock.played(pool, 0, 1); // a step that is too short is said now
    return new Experiment.Wish(
        pool,
        policies.stream().distinct().map(ExperimentCommand::policy).toList(),
        steps,
        job == null ? SMALL_EVALUATION : Map.of(),
        clock,
        ratio,
        offset == null ? OptionalInt.empty() : OptionalInt.of(offset),
        interval.seconds(),
        ask.seconds(),
        AFTER_REFUSAL,
        AFTER_LOSS);
  }

  private static PlacementPolicy policy(String name) {
    return Policies.named(name)
        .orElseThrow(
            () ->
                UserError.usage(
                    "--policy " + name + ": the operator has no such policy",
                    "there are "
                        + String.join(
                            ", ", Policies.all().stream().map(PlacementPolicy::name).toList())));
  }

  private Path file() {
    if (job == null) {
      return Home.root().resolve(JobTemplate.EXAMPLE);
    }
    if (!Files.isRegularFile(job)) {
      throw UserError.usage("--job " + job + ": no such file", "correct the path");
    }
    return job;
  }

  private void print(Result result) throws IOException {
    ResultFolder.Written written =
        out.write(
            "experiment.json",
            result.json(),
            () -> new ExperimentReport(result).html(CommandWords.get("experiment")));
    output.resultJson(result.json());
    output.result("");
    output.result(result.setting());
    output.result("");
    output.table(result.rows());
    output.result("");
    output.result(result.sentence());
    output.result("report  %s      json  %s".formatted(written.report(), written.figures()));
  }
}
