package dev.keepstep.cli.demo;

import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.ResultFolder;
import dev.keepstep.cli.Table;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.site.Buckets;
import dev.keepstep.cli.site.ContextOptions;
import dev.keepstep.cli.site.InterruptionPlan;
import dev.keepstep.cli.site.JobFollower;
import dev.keepstep.cli.site.JobTemplate;
import dev.keepstep.cli.site.KeepOption;
import dev.keepstep.cli.site.LocalOptions;
import dev.keepstep.cli.site.RunRecord;
import dev.keepstep.cli.site.Site;
import dev.keepstep.cli.site.Stay;
import dev.keepstep.cli.site.Steps;
import dev.keepstep.core.checkpoint.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train on nodes that are taken away, train again undisturbed, compare bit for bit.",
      "Makes a Kubernetes of 4 real nodes on this machine (Linux, root) and removes it again;",
      "or uses a cluster that is there (--context). Ends with 0 only if the bits are equal."
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The training's seed, and what the interruptions are drawn from.")
  @Nullable Long seed;

  @Option(
      names = "--interruptions",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many nodes are lost: with notice and without in turn (default: 2).")
  int interruptions = 2;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the training in place of the example's.")
  @Nullable Long steps;

  @Mixin ResultFolder out = new ResultFolder();

  @Mixin KeepOption keep = new KeepOption();

  @ArgGroup(heading = "%nOn a cluster of its own:%n", exclusive = false, validate = false)
  LocalOptions local = new LocalOptions();

  @ArgGroup(heading = "%nOn a cluster that is there:%n", exclusive = false, validate = false)
  ContextOptions context = new ContextOptions();

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    LiveLine live = new LiveLine(output);
    Steps told = new Steps(output, live);
    JobTemplate jobs = JobTemplate.read();
    long seeded = seed == null ? jobs.seed() : seed;
    OptionalLong wanted = steps == null ? OptionalLong.empty() : OptionalLong.of(steps);
    InterruptionPlan plan =
        InterruptionPlan.draw(seeded, interruptions, wanted.orElse(jobs.steps()));
    out.make();
    Site site = Site.of(local, context, "demo", keep.given(), told);
    header();
    return new Stay(site, keep.given(), output, live, told)
        .during(() -> run(site, live, told, jobs, seeded, wanted, plan));
  }

  private Integer run(
      Site site,
      LiveLine live,
      Steps told,
      JobTemplate jobs,
      long seed,
      OptionalLong wanted,
      InterruptionPlan plan)
      throws IOException, InterruptedException {
    String run = JobTemplate.runName();
    JobTemplate.Place place = site.place();
    RunRecord disturbed =
        follow(site, live, told, jobs.job(place, jobs.name(), run, seed, wanted), plan, true);
    live.say("");
    RunRecord undisturbed =
        follow(
            site,
            live,
            told,
            jobs.job(place, jobs.name() + "-undisturbed", run, seed, wanted),
            InterruptionPlan.NONE,
            false);
    live.clear();
    DemoResult result = new DemoResult(seed, disturbed, undisturbed);
    print(result, out.write("summary.json", result.summary(), () -> page(site, result, told)));
    return result.identical() ? Exit.OK : Exit.FAILED;
  }

  private RunRecord follow(
      Site site,
      LiveLine live,
      Steps told,
      TrainingJob job,
      InterruptionPlan plan,
      boolean interrupted)
      throws InterruptedException {
    long all = job.getSpec().training().steps();
    String jobName = job.getMetadata().getName();
    if (interrupted) {
      told.told(
          "applied",
          "trainingjob/%s (seed %d, %d steps)".formatted(jobName, job.getSpec().seed(), all));
      live.say("");
    } else {
      live.say("  the same job undisturbed: trainingjob/" + jobName);
    }
    site.apply(job);
    RunRecord record = new JobFollower(site, live).follow(job, plan, true);
    live.say(
        "  %s%d steps, %s, %s, %s"
            .formatted(
                interrupted ? "complete  " : "complete: ",
                record.steps(),
                Words.count(record.attempts().size(), "attempt"),
                Words.count(record.interruptions().size(), "interruption"),
                Words.duration(record.took())));
    return record;
  }

  private String page(Site site, DemoResult result, Steps told) {
    RunFiles interrupted = RunFiles.none();
    RunFiles undisturbed = RunFiles.none();
    try (ObjectStore store = Buckets.open(site.storage())) {
      interrupted = RunFiles.read(store, result.interrupted().prefix());
      undisturbed = RunFiles.read(store, result.undisturbed().prefix());
    } catch (RuntimeException e) {
      told.told("note", "no loss curve in the report: " + e.getMessage());
    }
    String command =
        "./keepstep demo --seed %d --interruptions %d --steps %d"
            .formatted(result.seed(), interruptions, result.interrupted().steps());
    return new DemoReport(result, interrupted, undisturbed).html(command);
  }

  private void print(DemoResult result, ResultFolder.Written written) {
    output.resultJson(result.summary());
    if (output.json()) {
      return;
    }
    String verdict = result.identical() ? "identical" : "DIFFERENT";
    output.result("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "  parameters and updater",
            "previous " + shortened(result.undisturbed().fingerprint()),
            "current " + shortened(result.interrupted().fingerprint()),
            verdict));
    for (List<String> metric : DemoReport.metricRows(result)) {
      rows.add(
          List.of(
              "  " + metric.get(0),
              "previous " + metric.get(1),
              "current " + metric.get(2),
              metric.get(3)));
    }
    result.interrupted().cost().ifPresent(cost -> rows.add(money(cost)));
    Table.align(rows).forEach(output::result);
    output.result("");
    output.result("  report   %s      summary   %s".formatted(written.report(), written.figures()));
    output.result("  next     docs/how-to/your-own-cluster.md: the same on your own cluster");
  }

  private static List<String> money(CostStatus cost) {
    return List.of(
        "  money (the chart's example prices)",
        "on-demand %s %s".formatted(cost.baseline(), cost.currency()),
        "this run  %s %s".formatted(cost.total(), cost.currency()),
        cost.savedShare() == null ? "" : "saved " + cost.savedShare());
  }

  private static String shortened(String fingerprint) {
    return fingerprint.isEmpty() ? "none" : fingerprint.substring(0, 16) + "…";
  }

  private void header() {
    if (System.getenv("KEEPSTEP_TOLD") == null) {
      output.say("Keepstep demo: a training loses its nodes and ends with the same bits");
      output.say("");
    }
  }
}
