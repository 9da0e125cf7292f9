package dev.keepstep.cli.variance;

import dev.keepstep.cli.Cleanup;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Folders;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.ResultFolder;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.localcluster.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep variance}. */
@Command(
    name = "variance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train the same job with many seeds, and the first seed twice: how far metrics lie apart by",
      "the seed alone, and by nothing when the seed is kept. Trains as processes of this machine",
      "on a local S3; needs neither root nor a cluster."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 the same seed twice gave the same bits, 1 it did not or a training failed, 2 usage.",
      "",
      "  keepstep variance --seeds 10 --steps 600 --set batchSize=32"
    })
public final class VarianceCommand implements Callable<Integer> {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many seeds, at least 2 (default: ${DEFAULT-VALUE}).")
  int seeds = 6;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first; the others follow it (default: ${DEFAULT-VALUE}).")
  long firstSeed = 1;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Steps of each training (default: ${DEFAULT-VALUE}).")
  long steps = 200;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the training, as spec.training.parameters has it; repeatable.")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Trainings at the same time (default: the number of processors, 4 at most).")
  int parallel = Math.min(4, Runtime.getRuntime().availableProcessors());

  @Mixin ResultFolder out = new ResultFolder();

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    UserError.requireAtLeast("--seeds", seeds, 2);
    UserError.requireAtLeast("--steps", steps, 1);
    UserError.requireAtLeast("--parallel", parallel, 1);
    out.make();
    Path work = Files.createTempDirectory("keepstep-variance-");
    LiveLine live = new LiveLine(output);
    PlainProgram program = PlainProgram.trainer(Home.root(), Home.cache().resolve("plain"));
    Instant began = Instant.now();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      all.add(firstSeed + i);
    }
    all.add(firstSeed);
    output.say(
        "training %d steps with %d seeds, and the first seed again, %d at a time"
            .formatted(steps, seeds, parallel));
    Processes processes = new Processes();
    AtomicInteger ended = new AtomicInteger();
    List<SeedRun> runs;
    try (Cleanup _ =
            new Cleanup(
                () -> {
                  processes.close();
                  Folders.delete(work);
                },
                () -> live.say("interrupted: ending the trainers"));
        LocalStore store = LocalStore.start(Progress.NONE)) {
      runs =
          new Trainings(program, store, work, processes, steps, parameters)
              .run(all, parallel, () -> show(live, ended.incrementAndGet(), all.size(), began));
    }
    live.clear();
    Variance variance = new Variance(runs.subList(0, seeds), runs.getLast());
    ResultFolder.Written written =
        out.write(
            "variance.json",
            variance.json(),
            () -> VarianceReport.html(variance, command(), Instant.now()));
    print(variance, written.report(), Duration.between(began, Instant.now()));
    return variance.repeatable() ? Exit.OK : Exit.FAILED;
  }

  private static void show(LiveLine live, int ended, int count, Instant began) {
    double share = (double) ended / count;
    live.show(
        "  %s  %d of %d trainings  %s"
            .formatted(
                Words.bar(share, 24),
                ended,
                count,
                Words.duration(Duration.between(began, Instant.now()))),
        share);
  }

  private void print(Variance variance, Path report, Duration took) {
    output.resultJson(variance.json());
    output.table(variance.rows());
    output.result("");
    List<List<String>> spreads = new ArrayList<>();
    for (Spread spread : variance.spreads()) {
      spreads.add(List.of(Words.metric(spread.name()), spread.says()));
    }
    output.table(spreads);
    output.result("");
    output.result(variance.sentence());
    output.result(variance.moral());
    output.say("report   %s      took   %s".formatted(report, Words.duration(took)));
  }

  private String command() {
    StringBuilder words =
        new StringBuilder(
            "./keepstep variance --seeds %d --first-seed %d --steps %d"
                .formatted(seeds, firstSeed, steps));
    parameters.forEach((name, value) -> words.append(" --set ").append(name + "=" + value));
    return words.toString();
  }
}
